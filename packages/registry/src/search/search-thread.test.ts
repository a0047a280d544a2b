import { afterEach, expect, test } from 'vitest';
import { toSearchQuery } from './search-query.ts';
import { createSearchThread, type SearchThread } from './search-thread.ts';
import { writeTestIndex } from './test-index.ts';

const file = writeTestIndex([
  { name: 'millrace', downloads: 5_000 },
  { name: 'sluice', downloads: 4_000 },
]);

let thread: SearchThread | undefined;
afterEach(() => thread?.close());

function startThread(options?: Parameters<typeof createSearchThread>[0]): SearchThread {
  thread = createSearchThread(options);
  return thread;
}

const question = (text: string, of = file) =>
  ({ kind: 'search', file: of, now: 0, query: toSearchQuery(text), page: { limit: 5 } }) as const;

test('answers questions that are asked at once, each with its own answer', async () => {
  const { ask } = startThread();
  const texts = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 'millrace' : 'sluice'));
  const answers = await Promise.all(texts.map((text) => ask(question(text))));
  expect(answers).toMatchObject(texts.map((name) => ({ hits: [{ name }] })));
});

test('a file that is no index fails its question alone', async () => {
  const { ask } = startThread();
  await expect(ask(question('millrace', '/nowhere/index.sqlite'))).rejects.toThrow();
  await expect(ask(question('millrace'))).resolves.toMatchObject({ hits: [{ name: 'millrace' }] });
});

test('a thread that takes too long is ended with all that it was asked, and may be asked again', async () => {
  const { ask } = startThread({ deadlineMs: 1 });
  const asked = await Promise.allSettled([ask(question('millrace')), ask(question('sluice'))]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(ask(question('millrace'))).rejects.toThrow('took too long');
});

test('two threads read the same index', async () => {
  const other = createSearchThread();
  try {
    const answers = await Promise.all([
      startThread().ask(question('sluice')),
      other.ask(question('millrace')),
    ]);
    expect(answers).toMatchObject([{ hits: [{ name: 'sluice' }] }, { hits: [{ name: 'millrace' }] }]);
  } finally {
    await other.close();
  }
});

test('questions that are open when it is closed are refused', async () => {
  const { ask, close } = startThread();
  const refused = expect(ask(question('millrace'))).rejects.toThrow('closed');
  await close();
  await refused;
});
