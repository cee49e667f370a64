/** Why a helper could not answer, in a sentence for a person. */
export class HelperFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'HelperFailure'
  }
}
