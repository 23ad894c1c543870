import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kebabCase, routes } from '../lib/contract/routes.ts';
import { isDirect, isScheduled, type Job, jobs } from '../lib/jobs/jobs.ts';

const root = join(import.meta.dirname, '..');

interface Source {
  readonly file: string;
  readonly text: string;
  /** Files of this project as paths from its root; packages by name. */
  readonly imports: readonly string[];
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** Static, dynamic and type-only imports alike: a type is a dependency too. */
const importPattern = /(?:\bfrom|\bimport\s*\(|\bimport)\s*['"]([^'"]+)['"]/g;

function sourceOf(file: string): Source {
  const text = readFileSync(join(root, file), 'utf8');
  const imports = [...text.matchAll(importPattern)].map(([, name = '']) =>
    name.startsWith('.') ? relative(root, join(root, dirname(file), name)) : name,
  );
  return { file, text, imports };
}

function foldersOf(...folders: string[]): Source[] {
  return folders.flatMap(filesIn).map(sourceOf);
}
const lib = foldersOf('lib');
const functions = foldersOf('functions');
const infra = foldersOf('infra');
const product = [...lib, ...functions, ...infra];

/** `file -> import` for every import the rule forbids; empty when the rule holds. */
function violations(sources: readonly Source[], forbidden: (name: string) => boolean): string[] {
  return sources.flatMap(({ file, imports }) => imports.filter(forbidden).map((name) => `${file} -> ${name}`));
}
function within(sources: readonly Source[], folder: string): Source[] {
  return sources.filter(({ file }) => file.startsWith(`${folder}/`));
}
function isIn(...folders: string[]) {
  return (name: string) => folders.some((folder) => name.startsWith(`${folder}/`));
}
/** The parts of lib from the top floor to the ground: a part imports those of lower floors alone. */
const floors = [
  ['http', 'jobs'],
  ['contract'],
  ['portfolio'],
  ['registration', 'orders', 'transfers', 'ledger', 'margin', 'markets'],
  ['session'],
  ['vault', 'journal', 'events'],
  ['audit'],
  ['accounts'],
  ['outbox'],
  ['exchanges'],
  ['nonce'],
  ['aws'],
  ['decimal.ts', 'error-text.ts', 'errors.ts'],
];
const partOf = (file: string): string => file.split('/')[1] ?? '';
const floorOf = (file: string): number => floors.findIndex((floor) => floor.includes(partOf(file)));
const isLocal = isIn('lib', 'functions', 'infra', 'test');

describe('imports', () => {
  it('are found: the rules below have something to judge', () => {
    expect(lib.length).toBeGreaterThan(50);
    const lazily = lib.filter(
      ({ text, imports }) => /import\('/.test(text) && imports.includes('lib/exchanges/kraken/spot/module.ts'),
    );
    expect(lazily.map(({ file }) => dirname(file))).toEqual(['lib/exchanges/kraken']);
    expect(sourceOf('functions/api/get-balance.ts').imports).toContain('lib/http/endpoint.ts');
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

  it('run downwards between the parts of lib, over every part, and never in a circle', () => {
    const parts = new Set(lib.map(({ file }) => partOf(file)));
    expect([...parts].sort()).toEqual(floors.flat().sort());
    const upward = lib.flatMap(({ file, imports }) =>
      imports
        .filter((name) => isIn('lib')(name) && floorOf(name) <= floorOf(file) && partOf(name) !== partOf(file))
        .map((name) => `${file} -> ${name}`),
    );
    expect(upward).toEqual([]);
  });

  it('the deployment reads the tables of routes, jobs, metrics and exchanges as plain data, and nothing else of lib', () => {
    const deployment = within(infra, 'infra/aws');
    // The scanner of JSON imports nothing.
    const tables = ['lib/aws/metrics.ts', 'lib/exchanges/exchanges.ts', 'lib/http/duplicate-keys.ts'];
    const others = (name: string) =>
      isLocal(name) && !isIn('infra', 'lib/contract', 'lib/jobs')(name) && !tables.includes(name);
    expect(violations(deployment, others)).toEqual([]);
    expect(violations(deployment, (name) => /^ccxt|^@aws-sdk/.test(name))).toEqual([]);
  });

  it('only lib/exchanges touches CCXT', () => {
    const others = [...lib, ...functions, ...infra].filter(({ file }) => !file.startsWith('lib/exchanges/'));
    expect(violations(others, (name) => name === 'ccxt' || name.startsWith('ccxt/'))).toEqual([]);
  });

  it('CCXT is imported class by class: the package itself loads every exchange it knows', () => {
    expect(violations(product, (name) => name === 'ccxt')).toEqual([]);
  });

  it('run downwards within lib/exchanges: model, definition, interfaces, wire and rules, the exchanges, the tables', () => {
    const layer = (file: string): number => {
      const [, , part = '', deeper] = file.split('/');
      if (deeper === undefined) return part === 'definition.ts' ? 1 : 6;
      const layers: Record<string, number> = { model: 0, interfaces: 2, wire: 3, rules: 4 };
      return layers[part] ?? 5;
    };
    const exchanges = within(lib, 'lib/exchanges');
    const upward = exchanges.flatMap(({ file, imports }) =>
      imports
        .filter((name) => isIn('lib/exchanges')(name) && layer(name) > layer(file))
        .map((name) => `${file} -> ${name}`),
    );
    expect(upward).toEqual([]);
  });

  it('run in no circle between files, whatever they import', () => {
    const graph = new Map(product.map(({ file, imports }) => [file, imports.filter(isLocal)]));
    const open = new Set<string>();
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string): void => {
      if (done.has(file)) return;
      if (open.has(file)) {
        circles.push([...open].slice([...open].indexOf(file)).join(' -> '));
        return;
      }
      open.add(file);
      for (const name of graph.get(file) ?? []) visit(name);
      open.delete(file);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file);
    expect(circles).toEqual([]);
  });

  it('name files with their extension and reach no file outside the project', () => {
    expect(violations(product, (name) => isLocal(name) && !name.endsWith('.ts'))).toEqual([]);
    expect(violations(product, (name) => name.startsWith('..'))).toEqual([]);
  });
});

describe('HTTP and the wire', () => {
  const inner = lib.filter(({ file }) => !isIn('lib/contract', 'lib/http', 'lib/jobs')(file));

  it('only lib/contract, lib/http, lib/jobs and functions know events, status codes and headers of API Gateway', () => {
    expect(violations(inner, (name) => /^aws-lambda$|^@middy/.test(name))).toEqual([]);
  });

  it('only lib/contract, lib/http, lib/jobs and functions spell the wire fields', () => {
    const fields =
      /\b(exchange_account_id|client_order_id|order_type|stop_price|reduce_only|margin_mode|from_account|spread_seconds)\b/;
    // Messages name fields to clients; code that reads or writes them is what this is about.
    const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace(/'[^'\n]*'|`[^`]*`/g, "''");
    expect(inner.filter(({ text }) => fields.test(code(text))).map(({ file }) => file)).toEqual([]);
  });

  it('zod schemas are in lib/contract, lib/http and lib/jobs alone', () => {
    expect(violations(inner, (name) => name === 'zod')).toEqual(['lib/error-text.ts -> zod']);
  });
});

describe('the tables', () => {
  const names = (folder: string) => filesIn(folder).map((file) => file.slice(folder.length + 1, -'.ts'.length));

  it('every route has its file and every file its route', () => {
    expect(names('functions/api').sort()).toEqual(Object.keys(routes).map(kebabCase).sort());
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
    const frame = isDirect(job) ? 'directCall' : isScheduled(job) ? 'job' : 'queueJob';
    expect(source?.text).toContain(`handler = ${frame}('${kebabCase(id)}', `);
  });

  it('no two routes answer the same method and path', () => {
    const calls = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(calls).size).toBe(calls.length);
  });

  it('no exchange is named outside its folder but in the two tables: differences stand in the definition', () => {
    const named = /kraken|binance|bybit|\bokx\b|gate\.io|hyperliquid/i;
    const isHome = (file: string) => /^lib\/exchanges\/([a-z]+\/|definitions\.ts|modules\.ts)/.test(file);
    const general = /^lib\/exchanges\/(interfaces|model|rules|wire)\//;
    const others = [...lib, ...functions].filter(({ file }) => !isHome(file) || general.test(file));
    const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    // Examples of the contract show an exchange to clients.
    const examples = /^lib\/contract\/(examples|openapi)/;
    const found = others.filter(({ file, text }) => !examples.test(file) && named.test(code(text)));
    expect(found.map(({ file }) => file)).toEqual([]);
  });
});

describe('the local stack', () => {
  it('no exchange is named outside its simulators but in the table of simulators and in the tour', () => {
    const named = /kraken|binance|bybit|\bokx\b|gate\.io|hyperliquid|bitfinex|coinbase/i;
    const own = /^infra\/local\/exchanges\/(?!engine|server)[a-z]+\//;
    // The tour walks through the guide, which trades on one exchange by name.
    const isHome = (file: string) =>
      own.test(file) || file === 'infra/local/exchanges/simulators.ts' || file.startsWith('infra/local/tour/');
    const local = within(infra, 'infra/local');
    expect(local.filter(({ file }) => isHome(file)).length).toBeGreaterThan(50);
    const others = local.filter(({ file }) => !isHome(file));
    expect(others.filter(({ text }) => named.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it('an exchange joins the sandbox with one line: all other code reaches its simulators over the table', () => {
    const table = sourceOf('infra/local/exchanges/simulators.ts');
    const lines = table.text.split('\n').filter((line) => line !== '' && !line.startsWith('/**'));
    expect(lines.every((line) => /^export \{ (\w+) \} from '\.\/\1\/simulators\.ts';$/.test(line))).toBe(true);
    const isOwn = isIn(...table.imports.map(dirname));
    const others = within(infra, 'infra/local').filter(
      ({ file }) => file !== table.file && !isOwn(file) && !file.startsWith('infra/local/tour/'),
    );
    expect(violations(others, isOwn)).toEqual([]);
  });
});

describe('sizes', () => {
  const lines = ({ text }: Source) => text.trimEnd().split('\n').length;
  const longer = (sources: readonly Source[], most: number) =>
    sources.filter((source) => lines(source) > most).map((source) => `${source.file}: ${lines(source)}`);

  it('an HTTP function has at most 15 lines', () => {
    expect(longer(within(functions, 'functions/api'), 15)).toEqual([]);
  });

  it('no file has more than 200 lines', () => {
    expect(longer(product, 200)).toEqual([]);
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
