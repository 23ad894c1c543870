import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommandLine } from '../../../infra/command-line.ts';
import { everyMutation, withBug } from './every-mutation.ts';
import { type Mutation, runsBundles } from './mutation.ts';

/**
 * Shows that the suite sees: puts known bugs back, one at a time, into a copy of the sources, and runs the tests that must catch them.
 * `npm run test:mutations`, or with words of a bug's description for some of them.
 */
const usage = `usage: npm run test:mutations -- [WORDS]

Puts known bugs back, one at a time, into a copy of the sources, and runs the tests that must catch them: all bugs, or the bugs whose
description has all WORDS. A bug takes some seconds, all of them an hour. A line is printed for each file of tests and for each bug.
`;
const root = join(import.meta.dirname, '../../..');
const { positionals: words } = readCommandLine({ usage, allowsArguments: true });
const copy = mkdtempSync(join(tmpdir(), 'oems-mutations-'));
const started = performance.now();

const config = `import { defineConfig } from 'vitest/config';
export default defineConfig({
  resolve: { alias: { 'ccxt/js': ${JSON.stringify(join(root, 'node_modules/ccxt/js'))} } },
  test: { include: ['test/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 240_000, env: { TZ: 'UTC', OEMS_TENANT_CLAIM: 'sub' } },
});
`;

/** A line with the seconds since the start. */
function say(line: string): void {
  console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`);
}

function prepare(): void {
  for (const part of ['lib', 'functions', 'infra', 'test', 'package.json', 'tsconfig.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'vitest.config.ts'), config);
}

/** The stack is synthesized over bundles, and a bug in the stack needs no new bundles. Tests of test/e2e run the bundles. */
function bundleFor(chosen: readonly Mutation[]): void {
  if (!chosen.some(({ tests }) => tests.some((file) => /^test\/(e2e|infra\/(aws|deploy))\//.test(file)))) return;
  say('bundling the functions');
  bundle();
}

/** About two seconds. */
function bundle(): void {
  const { status, stderr } = spawnSync(process.execPath, ['infra/bundle.ts'], { cwd: copy, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the functions could not be bundled:\n${stderr}`);
}

interface Report {
  readonly numFailedTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

function failuresIn({ testResults }: Report): string {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join('\n').slice(0, 2000)}`)
    .join('\n');
}

/** Vitest's own count: a run that could not start is neither caught nor missed. */
function run({ tests, only }: Pick<Mutation, 'tests' | 'only'>): Report {
  const output = join(copy, 'report.json');
  rmSync(output, { force: true });
  const filter = only === undefined ? [] : ['-t', only];
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const arguments_ = [vitest, 'run', ...tests, ...filter, '--bail', '1', '--reporter', 'json', '--outputFile', output];
  const env = { ...process.env, FAULT_SEEDS: '200', FAULT_STOP: 'first' };
  const { stderr } = spawnSync(process.execPath, arguments_, { cwd: copy, env, encoding: 'utf8', timeout: 400_000 });
  try {
    return JSON.parse(readFileSync(output, 'utf8')) as Report;
  } catch {
    throw new Error(`vitest gave no report:\n${stderr}`);
  }
}

function isCaught(mutation: Mutation): boolean {
  // The copy's own sources: the root's may change while this runs.
  const read = (file: string): string => readFileSync(join(copy, file), 'utf8');
  const changed = withBug(mutation, read);
  const originals = [...changed.keys()].map((file) => [file, read(file)] as const);
  for (const [file, source] of changed) writeFileSync(join(copy, file), source);
  const isBundled = runsBundles(mutation);
  if (isBundled) bundle();
  const { numFailedTests, numPassedTests } = run(mutation);
  for (const [file, source] of originals) writeFileSync(join(copy, file), source);
  if (isBundled) bundle();
  // The total counts the tests that `only` leaves out.
  if (numFailedTests + numPassedTests === 0) throw new Error(`"${mutation.bug}": no test ran`);
  const caught = numFailedTests > 0;
  say(`${caught ? 'caught ' : 'MISSED '} ${mutation.bug}${caught ? '' : ` (${numPassedTests} tests passed)`}`);
  return caught;
}

/** The tests that shall catch something must pass while there is nothing to catch. File by file: some are wanted whole, some in part. */
function provePassing(chosen: readonly Mutation[]): void {
  let passing = 0;
  const files = [...new Set(chosen.flatMap(({ tests }) => tests))];
  for (const [index, file] of files.entries()) {
    say(`without any bug, file ${index + 1} of ${files.length}: ${file}`);
    const wanted = chosen.filter(({ tests }) => tests.includes(file)).map(({ only }) => only);
    const report = run({ tests: [file], ...(wanted.includes(undefined) ? {} : { only: wanted.join('|') }) });
    const { numFailedTests, numPassedTests } = report;
    if (numFailedTests > 0 || numPassedTests === 0)
      throw new Error(
        `without any bug ${numFailedTests} tests of ${file} fail and ${numPassedTests} pass: nothing can be shown\n${failuresIn(report)}`,
      );
    passing += numPassedTests;
  }
  say(`without any bug ${passing} tests pass`);
}

try {
  const chosen = everyMutation.filter(({ bug }) => words.every((word) => bug.includes(word)));
  if (chosen.length === 0) throw new Error(`no bug is described by all of: ${words.join(', ')}`);
  prepare();
  bundleFor(chosen);
  provePassing(chosen);
  const caught = chosen.filter(isCaught).length;
  say(`caught ${caught} of ${chosen.length} bugs`);
  process.exitCode = caught === chosen.length ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
