/** Formulas in parts: what differs in pieces that can be read. */
import { describe, expect, it } from 'vitest';
import { compareFormulas } from '../../src/diff/formulaParts.ts';

function marked(old: string, current: string): string[] {
  const { old: was, new: is } = compareFormulas(old, current, (word) => word);
  const side = (parts: typeof was, open: string, close: string): string =>
    parts.map(({ text, isChanged }) => (isChanged ? `${open}${text}${close}` : text)).join(' ');
  return [side(was, '[-', '-]'), side(is, '{+', '+}')];
}

describe('formulas in parts', () => {
  it('are marked where they differ', () => {
    expect(marked('a * b', 'a * c')).toEqual(['a * [-b-]', 'a * {+c+}']);
    expect(marked('revenue - cost', 'revenue - cost - growth')).toEqual([
      'revenue - cost',
      'revenue - cost {+- growth+}',
    ]);
  });
  it('keep a name with the period or member behind it', () => {
    expect(marked('subscribers[-1] + joined', 'subscribers + joined')).toEqual([
      '[-subscribers[-1]-] + joined',
      '{+subscribers+} + joined',
    ]);
    expect(marked('price[max_20x] * 2', 'price[max_5x] * 2')).toEqual([
      '[-price[max_20x]-] * 2',
      '{+price[max_5x]+} * 2',
    ]);
  });
  it('are not marked in crumbs', () => {
    expect(marked('users[-1] * (1 - share)', 'users[-1] - users[-1] * share * 2')).toEqual([
      'users[-1] [-* (1 - share)-]',
      'users[-1] {+- users[-1] * share * 2+}',
    ]);
    expect(marked('old_price * old_count', 'price * count')).toEqual([
      '[-old_price * old_count-]',
      '{+price * count+}',
    ]);
  });
  it('have no parts where there is no formula', () => {
    expect(marked('', 'a + b')).toEqual(['', '{+a + b+}']);
  });
});
