/** Why a source cannot be read as a list of packages; the message is a sentence for people. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}
