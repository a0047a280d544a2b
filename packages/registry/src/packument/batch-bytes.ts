/**
 * Joins small pieces to larger ones, each in memory of its own: what goes to another thread goes there whole, without
 * being copied, and a network's pieces are small.
 */
export async function* batchBytes(
  pieces: AsyncIterable<Uint8Array>,
  batchBytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    bytes += piece.byteLength;
    if (bytes < batchBytes) continue;
    yield join(waiting, bytes);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield join(waiting, bytes);
}

function join(pieces: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.byteLength;
  }
  return joined;
}
