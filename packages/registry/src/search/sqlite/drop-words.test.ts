import { expect, test } from 'vitest';
import { fewerWords } from './drop-words.ts';

const words = (texts: string) => texts.split(' ').map((text, weight) => ({ text, weight, isOpen: false }));

test('asks for ever fewer of the words, down to two', () => {
  expect([...fewerWords(words('red mud bay'), 3)]).toEqual([
    '(("bay" AND "mud" AND "red"))',
    '(("bay" AND "mud") OR ("bay" AND "red") OR ("mud" AND "red"))',
  ]);
  expect([...fewerWords(words('red mud'), 1)]).toEqual([]);
  expect([...fewerWords([], 4)]).toEqual([]);
});

test('asks for combinations of the six words that say most alone', () => {
  const [first = '', ...others] = fewerWords(words('one two ebb sea fen bog ria cay'), 6);
  expect(first).not.toMatch(/one|two/);
  expect(first.match(/AND/g)).toHaveLength(5);
  expect(others).toHaveLength(4);
});
