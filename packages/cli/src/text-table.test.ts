import { expect, test } from 'vitest';
import { renderTable, textWidth } from './text-table.ts';

test('lines numbers up at their points', () => {
  const lines = renderTable(
    [{ head: 'name' }, { head: 'usd', align: 'decimal' }, { head: 'share', align: 'right' }],
    [
      ['a', '$1,234.5', '9%'],
      ['bb', '$0.125', '10%'],
      ['ccc', '?', ''],
    ],
  );
  expect(lines).toEqual([
    'name         usd  share',
    'a     $1,234.5       9%',
    'bb        $0.125    10%',
    'ccc        ?',
  ]);
});

test('colours take no room', () => {
  expect(textWidth('\u001b[1mbold\u001b[22m')).toBe(4);
});
