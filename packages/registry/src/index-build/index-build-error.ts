/** Why a new index was not put into use; the message is a sentence for people. The one in use stays as it is. */
export class IndexBuildError extends Error {
  override readonly name = 'IndexBuildError';
}
