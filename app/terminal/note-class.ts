/** What is said in a corner of a terminal. */
export const noteClass = 'bg-raised border-line text-muted text-small rounded-full border py-0.5 px-3'
