import { crc32 } from 'node:zlib';

/** Oldest token that is still taken, in seconds. */
const maximumAge = 86_400;

/**
 * Writes a cursor: `page_` + base64 of 20 bytes (seconds, checksum of the query, next start), the shape of public
 * tokens. The seconds are moved by up to four minutes so that the text holds a `+`, which clients must not spoil.
 */
export function writePageToken(nowSeconds: number, query: string, nextStart: number): string {
  let text = '';
  for (let ahead = 0; ahead < 256; ahead += 1) {
    const bytes = Buffer.alloc(20);
    bytes.writeBigInt64BE(BigInt(nowSeconds + ahead), 0);
    bytes.writeUInt32BE(checksum(nowSeconds + ahead, query), 8);
    bytes.writeBigInt64BE(BigInt(nextStart), 12);
    text = `page_${bytes.toString('base64')}`;
    if (text.includes('+')) break;
  }
  return text;
}

/** The next start that a cursor names, or null when it is damaged, too old or of another query. */
export function readPageToken(token: string, nowSeconds: number, query: string): number | null {
  const text = token.startsWith('page_') ? token.slice(5) : '';
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 20 || bytes.toString('base64') !== text) return null;
  const seconds = Number(bytes.readBigInt64BE(0));
  if (bytes.readUInt32BE(8) !== checksum(seconds, query) || seconds < nowSeconds - maximumAge) return null;
  return Number(bytes.readBigInt64BE(12));
}

function checksum(seconds: number, query: string): number {
  return crc32(`${seconds} ${query}`);
}
