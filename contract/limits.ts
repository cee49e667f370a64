/** Sizes and counts that both ends hold to. Bytes unless a name says otherwise. */
export const limits = {
  nameLength: 100,
  repoUrlLength: 2_048,
  branchLength: 255,
  /** One `terminals.write`. */
  write: 256 * 1024,
  /** One part of a file for a session, and the whole file. */
  uploadPart: 512 * 1024,
  upload: 32 * 1024 * 1024,
  /** Characters. */
  uploadName: 255,
  /** One WebSocket frame from a client. */
  wsPayload: 1024 * 1024,
  /** One HTTP request body. */
  httpBody: 1024 * 1024,
  httpBatch: 20,
  /** A reconnecting client resends every subscription in one frame. */
  wsBatch: 1_000,
  terminalsPerSession: 16,
  /** Characters. */
  promptLength: 100_000,
  /** Messages in one answer. */
  transcriptPage: 1_000,
  cols: { min: 2, max: 500 },
  rows: { min: 1, max: 300 },
} as const
