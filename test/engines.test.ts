import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

function read(file: string): string {
  return readFileSync(join(import.meta.dirname, '..', file), 'utf8');
}

type Version = readonly number[];

function versionIn(text: string): Version {
  const parts = text.split('.').map(Number);
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
}

function compare(a: Version, b: Version): number {
  const [difference = 0] = a.map((part, index) => part - (b[index] ?? 0)).filter((each) => each !== 0);
  return difference;
}

/** The forms that packages use: `>=22.1`, `<21`, `^22.13.0`, `18`, `6.*`, `4.x`, `*`. */
function meets(version: Version, written: string): boolean {
  const comparator = written.replace(/(\.[*x])+$/, '');
  const [, operator = '', text = ''] = /^(>=|<|\^|)([\d.]+)$/.exec(comparator) ?? [];
  if (comparator === '*') return true;
  if (text === '') throw new Error(`unknown form: ${comparator}`);
  const order = compare(version, versionIn(text));
  if (operator === '>=') return order >= 0;
  if (operator === '<') return order < 0;
  const isSameMajor = version[0] === versionIn(text)[0];
  return operator === '' ? isSameMajor : isSameMajor && order >= 0;
}

function satisfies(version: string, range: string): boolean {
  const alternatives = range.replaceAll(/(>=|<|\^) +/g, '$1').split('||');
  return alternatives.some((one) =>
    one
      .trim()
      .split(/ +/)
      .every((each) => meets(versionIn(version), each)),
  );
}

interface Package {
  readonly engines?: { readonly node?: string };
}

it('npm warns of no engine under the versions of Node that README names', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Package> };
  const unmet = (version: string) =>
    Object.entries(packages).filter(
      ([, { engines }]) => engines?.node !== undefined && !satisfies(version, engines.node),
    );
  expect(read('README.md')).toContain('Node 24, or Node 22 from 22.20 on');
  expect(unmet('22.20.0').map(([name]) => name)).toEqual([]);
  expect(unmet('24.0.0').map(([name]) => name)).toEqual([]);
  expect(unmet('20.20.2').length).toBeGreaterThan(3);
});
