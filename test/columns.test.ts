import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readersOf } from './fixture-columns.ts';

const root = join(import.meta.dirname, '..');
const definition = 'lib/exchanges/definition.ts';

/** The exchange's own code may read its columns, and `GET /capabilities` shows them: neither obeys a column. */
function isActing(file: string): boolean {
  const isOwnCode = /^lib\/exchanges\/(?!interfaces|model|rules|wire)[a-z]+\//.test(file);
  return /^(lib|functions|infra)\//.test(file) && !isOwnCode && !file.startsWith('lib/http/present/');
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

describe('the columns of a definition', () => {
  // The compiler opens the whole project.
  it('each column is read by code that acts, outside the exchange', { timeout: 240_000 }, () => {
    const readers = readersOf([definition, 'lib/exchanges/model/capabilities.ts'], isActing);
    expect(readers.size).toBeGreaterThan(50);
    const unread = [...readers].filter(([, files]) => files.length === 0).map(([column]) => column);
    expect(unread).toEqual([]);
    expect(readers.get('TransferRoute.key')).toEqual([
      'lib/transfers/reconcile/identical-transfers.ts',
      'lib/transfers/transfer-routes.ts',
    ]);
  });

  it('each function beside the columns, which may read them too, is called by code that acts', () => {
    const names = [...textOf(definition).matchAll(/^export function (\w+)/gm)].map(([, name = '']) => name);
    const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).map((file) => `lib/${file}`);
    const acting = files.filter((file) => file.endsWith('.ts') && file !== definition && isActing(file)).map(textOf);
    expect(names.length).toBeGreaterThan(2);
    expect(names.filter((name) => !acting.some((text) => text.includes(`${name}(`)))).toEqual([]);
  });

  it('an access and a pattern read a column; comments, strings, values and equal names do not', {
    timeout: 240_000,
  }, () => {
    const readers = readersOf(['test/fixture-column-types.ts'], (file) => file === 'test/fixture-column-readers.ts');
    const read = [...readers].filter(([, files]) => files.length > 0).map(([column]) => column);
    expect(read).toEqual(['Row.accessed', 'Row.destructured', 'Row.renamed', 'Row.nested', 'Kind.inner']);
    expect([...readers.keys()].filter((column) => !read.includes(column))).toEqual(['Row.quoted', 'Row.given']);
  });
});
