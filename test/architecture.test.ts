import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isScheduled, type Job, jobs } from '../lib/api/jobs.ts';
import { kebabCase, routes } from '../lib/api/routes.ts';

const root = join(import.meta.dirname, '..');

interface Source {
  readonly file: string;
  readonly text: string;
  /** Files of this project as paths from its root; packages by name. */
  readonly imports: readonly string[];
}

const filesIn = (folder: string): string[] => {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
};

/** Static, dynamic and type-only imports alike: a type is a dependency too. */
const importPattern = /(?:\bfrom|\bimport\s*\(|\bimport)\s*['"]([^'"]+)['"]/g;

const sourceOf = (file: string): Source => {
  const text = readFileSync(join(root, file), 'utf8');
  const imports = [...text.matchAll(importPattern)].map(([, name = '']) =>
    name.startsWith('.') ? relative(root, join(root, dirname(file), name)) : name,
  );
  return { file, text, imports };
};

const foldersOf = (...folders: string[]): Source[] => folders.flatMap(filesIn).map(sourceOf);
const lib = foldersOf('lib');
const functions = foldersOf('functions');
const infra = foldersOf('infra');
const product = [...lib, ...functions, ...infra];

/** `file -> import` for every import the rule forbids; empty when the rule holds. */
const violations = (sources: readonly Source[], forbidden: (name: string) => boolean): string[] =>
  sources.flatMap(({ file, imports }) => imports.filter(forbidden).map((name) => `${file} -> ${name}`));
const within = (sources: readonly Source[], folder: string): Source[] =>
  sources.filter(({ file }) => file.startsWith(`${folder}/`));
const isIn =
  (...folders: string[]) =>
  (name: string) =>
    folders.some((folder) => name.startsWith(`${folder}/`));
const isLocal = isIn('lib', 'functions', 'infra', 'test');

describe('imports', () => {
  it('are found: the rules below have something to judge', () => {
    expect(lib.length).toBeGreaterThan(50);
    const lazily = lib.filter(
      ({ text, imports }) => /import\('/.test(text) && imports.includes('lib/exchanges/kraken.ts'),
    );
    expect(lazily.map(({ file }) => dirname(file))).toEqual(['lib/exchanges']);
    expect(sourceOf('functions/api/get-balance.ts').imports).toContain('lib/api/endpoint.ts');
  });

  it('functions import lib alone', () => {
    expect(violations(functions, (name) => !name.startsWith('lib/'))).toEqual([]);
  });

  it('lib imports neither functions, infra nor tests', () => {
    expect(violations(lib, isIn('functions', 'infra', 'test'))).toEqual([]);
  });

  it('nothing but the bundler reaches into functions, and nothing into tests', () => {
    expect(violations(product, isIn('functions', 'test'))).toEqual([]);
  });

  it('exchanges know neither accounts, orders nor history', () => {
    const inner = isIn('lib/accounts', 'lib/orders', 'lib/history');
    expect(violations(within(lib, 'lib/exchanges'), inner)).toEqual([]);
  });

  it('nonces and AWS clients know no other part of lib', () => {
    const others = isIn('lib/accounts', 'lib/orders', 'lib/history', 'lib/exchanges', 'lib/api');
    expect(violations([...within(lib, 'lib/nonce'), ...within(lib, 'lib/aws')], others)).toEqual([]);
  });

  it('of the API the inner parts know the error alone', () => {
    const inner = ['accounts', 'orders', 'history', 'exchanges'].flatMap((part) => within(lib, `lib/${part}`));
    const wire = (name: string) => name.startsWith('lib/api/') && name !== 'lib/api/errors.ts';
    expect(violations(inner, wire)).toEqual([]);
  });

  it('the deployment reads the tables of lib/api as plain data, and nothing else of lib', () => {
    const deployment = within(infra, 'infra/aws');
    expect(violations(deployment, (name) => isLocal(name) && !isIn('infra', 'lib/api')(name))).toEqual([]);
    expect(violations(deployment, (name) => /^ccxt|^@aws-sdk/.test(name))).toEqual([]);
  });

  it('only lib/exchanges touches CCXT', () => {
    const others = [...lib, ...functions, ...infra].filter(({ file }) => !file.startsWith('lib/exchanges/'));
    expect(violations(others, (name) => name === 'ccxt' || name.startsWith('ccxt/'))).toEqual([]);
  });

  it('CCXT is imported class by class: the package itself loads every exchange it knows', () => {
    expect(violations(product, (name) => name === 'ccxt')).toEqual([]);
  });

  it('run in no circle between the parts of lib', () => {
    const parts = ['exchanges', 'nonce', 'aws', 'accounts', 'orders', 'history'];
    const edges = parts.flatMap((part) =>
      parts
        .filter((other) => other !== part && violations(within(lib, `lib/${part}`), isIn(`lib/${other}`)).length > 0)
        .map((other) => `${part} -> ${other}`),
    );
    expect(edges.filter((edge) => edges.includes(edge.split(' -> ').reverse().join(' -> ')))).toEqual([]);
  });

  it('name files with their extension and reach no file outside the project', () => {
    expect(violations(product, (name) => isLocal(name) && !name.endsWith('.ts'))).toEqual([]);
    expect(violations(product, (name) => name.startsWith('..'))).toEqual([]);
  });
});

describe('HTTP and the wire', () => {
  const inner = lib.filter(({ file }) => !file.startsWith('lib/api/'));

  it('only lib/api and functions know events, status codes and headers of API Gateway', () => {
    expect(violations(inner, (name) => /^aws-lambda$|^@middy/.test(name))).toEqual([]);
  });

  it('only lib/api and functions spell the wire fields', () => {
    const fields =
      /\b(exchange_account_id|client_order_id|order_type|stop_price|reduce_only|margin_mode|from_account|spread_seconds)\b/;
    // Messages name fields to clients; code that reads or writes them is what this is about.
    const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace(/'[^'\n]*'|`[^`]*`/g, "''");
    expect(inner.filter(({ text }) => fields.test(code(text))).map(({ file }) => file)).toEqual([]);
  });

  it('zod schemas are in lib/api alone', () => {
    expect(violations(inner, (name) => name === 'zod')).toEqual([]);
  });
});

describe('the tables', () => {
  const names = (folder: string) => filesIn(folder).map((file) => file.slice(folder.length + 1, -'.ts'.length));

  it('every route has its file and every file its route', () => {
    expect(names('functions/api')).toEqual(Object.keys(routes).map(kebabCase).sort());
  });

  it('every job has its file and every file its job', () => {
    expect(names('functions/jobs')).toEqual(Object.keys(jobs).map(kebabCase).sort());
  });

  it.each(Object.keys(routes))('the file of %s serves that route', (id) => {
    const [source] = functions.filter(({ file }) => file === `functions/api/${kebabCase(id)}.ts`);
    expect(source?.text).toMatch(new RegExp(`endpoint\\(\\s*routes\\.${id},`));
  });

  it.each(Object.entries<Job>(jobs))('the file of %s runs in the frame of its kind, under its name', (id, job) => {
    const [source] = functions.filter(({ file }) => file === `functions/jobs/${kebabCase(id)}.ts`);
    const frame = isScheduled(job) ? 'job' : 'queueJob';
    expect(source?.text).toContain(`handler = ${frame}('${kebabCase(id)}', `);
  });

  it('no two routes answer the same method and path', () => {
    const calls = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(calls).size).toBe(calls.length);
  });

  it('no code asks which exchange it is: differences stand in the table', () => {
    const ids = /[!=]==?\s*['"](kraken|krakenfutures|okx|bybit|binance|gate|hyperliquid)['"]|case ['"](kraken|okx)/;
    expect([...lib, ...functions].filter(({ text }) => ids.test(text)).map(({ file }) => file)).toEqual([]);
  });
});

describe('sizes', () => {
  const lines = ({ text }: Source) => text.trimEnd().split('\n').length;
  const longer = (sources: readonly Source[], most: number) =>
    sources.filter((source) => lines(source) > most).map((source) => `${source.file}: ${lines(source)}`);

  it('an HTTP function has at most 15 lines', () => {
    expect(longer(within(functions, 'functions/api'), 15)).toEqual([]);
  });

  it('no file has more than 250 lines', () => {
    expect(longer(product, 250)).toEqual([]);
  });
});

describe('names', () => {
  it('no file is named after nothing: helpers, utils, common, service, manager, index', () => {
    const vague = /(^|[/-])(helpers?|utils?|common|services?|managers?|misc|index)\.ts$/;
    const all = [...product.map(({ file }) => file), ...filesIn('test')];
    expect(all.filter((file) => vague.test(file))).toEqual([]);
  });

  it('no file re-exports another', () => {
    const barrels = product.filter(({ text }) => /^export \*/m.test(text));
    expect(barrels.map(({ file }) => file)).toEqual([]);
  });
});
