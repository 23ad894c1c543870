import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routes } from '../lib/contract/routes.ts';
import { everyMutation } from './faults/mutations/every-mutation.ts';

/** A page that names a file or a command which is gone misleads its reader: every page is held against the tree. */
const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
  'test/faults/INVARIANTS.md',
].sort();

function read(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
}

function isBroken(page: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? page : join(dirname(page), file);
  if (!existsSync(join(root, target))) return true;
  return (
    anchor !== undefined &&
    !matches(read(target), /^#+ (.+)$/gm)
      .map(anchorOf)
      .includes(anchor)
  );
}

/** Paths with a placeholder or a pattern in them name no single file. */
const pathPattern = /`((?:functions|lib|infra|test|docs)\/[\w./-]*)`/g;
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('links to pages and headings that exist', () => {
    const links = matches(text, /\]\((?!https?:)([^)\s]+)\)/g);
    expect(links.filter((link) => isBroken(page, link))).toEqual([]);
  });

  it('names files and folders that exist', () => {
    expect(matches(text, pathPattern).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const named = matches(text, /npm run (?:-s )?([\w:-]+)/g);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

it('README leads to a filled order in less than fifty lines, fits on two screens and names every script', () => {
  expect(read('README.md').split('\n## ')[1]?.split('\n').length).toBeLessThan(50);
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(96);
  const named = matches(read('README.md') + read('docs/guide.md'), /npm (?:run (?:-s )?)?([\w:-]+)/g);
  expect(Object.keys(scripts).filter((name) => !named.includes(name))).toEqual([]);
});

it('README names every path of the API, each as the last part of a path', () => {
  const [, section = ''] = read('README.md').split('\n## Endpoints\n');
  const named = matches(section.split('\n## ')[0] ?? '', /`([\w./-]+)`/g).map((path) => path.split('/').at(-1));
  const paths = new Set(Object.values(routes).map(({ path }) => path.split('/').at(-1)));
  expect([...paths].filter((path) => !named.includes(path))).toEqual([]);
});

it('no page has a dated symbol: its contract ends, and the example with it', () => {
  expect(pages.filter((page) => /[A-Z]:[A-Z]+-\d{6}/.test(read(page)))).toEqual([]);
});

it('no call of a page has a fixed day: the range runs out, and answers nothing, completely', () => {
  expect(pages.filter((page) => /\b(from|to|since|until)=20\d\d/.test(read(page)))).toEqual([]);
});

it('the put-back bugs that the invariants name exist', () => {
  const named = matches(read('test/faults/INVARIANTS.md'), /_([a-z][^_|]+ [^_|]+)_/g);
  expect(named.length).toBeGreaterThan(7);
  expect(named.filter((name) => !everyMutation.some(({ bug }) => bug === name))).toEqual([]);
});
