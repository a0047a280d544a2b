/** Why an archive is not read; the message is a sentence for people. */
export class TarballError extends Error {
  override readonly name = 'TarballError';
}
