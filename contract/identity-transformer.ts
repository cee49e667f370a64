/** HTTP stays plain JSON and WebSocket has its encoder, so tRPC itself transforms nothing. */
export const identityTransformer = {
  serialize: <T>(value: T): T => value,
  deserialize: <T>(value: T): T => value,
}
