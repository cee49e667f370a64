export function answers(dockerHost: string): Promise<boolean>
