import { readdirSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import config from '../vitest.config.ts';
import { changedNames, type SharedState, sharedState } from './shared-state.ts';
import { apartBecause, apartTests, ruleTests, servedTests, sourcesAt, synthesisTests } from './sharing-files.ts';

const root = join(import.meta.dirname, '..');
const tested = 'test/lib/part/tested.test.ts';
// In two pieces, because the rule reads this file too.
const call = (name: string) => `${'vi'}.${name}`;

/** The judgement on a test file, beside which the other files exist. */
function judge(text: string, others: Readonly<Record<string, string>> = {}): string | null {
  const sources: Readonly<Record<string, string>> = { ...others, [tested]: text };
  return apartBecause(tested, (file) => sources[file]);
}

describe('a test file shares no modules', () => {
  it.each(['mock', 'doMock', 'unmock', 'doUnmock', 'resetModules'])('when it calls %s', (name) => {
    expect(judge(`${call(name)}('../../../lib/errors.ts');`)).toBe(`${tested}: replaces or reloads modules`);
  });

  it('when it replaces the clients of AWS', () => {
    const text = `import { mockClient } from '${'aws-sdk-client'}-mock';`;
    expect(judge(text)).toBe(`${tested}: replaces the clients of AWS`);
  });

  it.each([
    ['imports', "import { startDynamoDb } from '../../../infra/local/aws/dynamodb.ts';"],
    ['loads', "const { startDynamoDb } = await import('../../../infra/local/aws/dynamodb.ts');"],
  ])('when it %s a server behind the clients of AWS', (_verb, text) => {
    const server = { 'infra/local/aws/dynamodb.ts': '' };
    expect(judge(text, server)).toBe('infra/local/aws/dynamodb.ts: is a server behind the clients of AWS');
  });

  it('when a file that it loads does so, over any number of files', () => {
    const others = {
      'test/lib/part/fixture-first.ts': "import '../../made-up/enter.ts';\nimport './fixture-first.ts';",
      'test/made-up/enter.ts': `${call('mock')}('../../lib/exchanges/definitions.ts');`,
    };
    expect(judge("import './fixture-first.ts';", others)).toBe('test/made-up/enter.ts: replaces or reloads modules');
  });
});

describe('a test file shares modules', () => {
  it('when it loads the product, and stubs what it restores', () => {
    const text = `import { routes } from '../../../lib/contract/routes.ts';\n${call('spyOn')}(process.stdout, 'write');`;
    expect(judge(text)).toBeNull();
  });

  it('when it opens servers behind a gateway, and replaces nothing', () => {
    const server: Readonly<Record<string, string>> = { 'infra/local/aws/dynamodb.ts': '' };
    const opens = "import { startDynamoDb } from '../../../infra/local/aws/dynamodb.ts';";
    const judged = (text: string) => apartBecause(tested, (file) => (file === tested ? text : server[file]), 'gateway');
    expect(judged(opens)).toBeNull();
    expect(judged(`${opens}\n${call('resetModules')}();`)).toBe(`${tested}: replaces or reloads modules`);
  });

  it('when it takes types alone from a server', () => {
    const text = "import type {\n  AwsServer,\n} from '../../../infra/local/aws/aws-server.ts';";
    expect(judge(text, { 'infra/local/aws/aws-server.ts': '' })).toBeNull();
  });
});

describe('the tests of this project', () => {
  it('are judged: each reason finds its files, and most files share modules', () => {
    const read = sourcesAt(root);
    const reasons = ruleTests(root).map((file) => apartBecause(file, read));
    const found = new Set(reasons.map((reason) => reason?.split(': ')[1]));
    expect([...found].sort()).toEqual([
      'is a server behind the clients of AWS',
      'replaces or reloads modules',
      'replaces the clients of AWS',
      undefined,
    ]);
    expect(reasons.filter((reason) => reason === null).length).toBeGreaterThan(60);
    expect(apartBecause('test/lib/orders/order-store.test.ts', read)).toMatch(/^infra\/local\/aws\//);
    expect(apartTests(root)).not.toContain('test/sharing-files.test.ts');
  }, 120_000);

  const projects = (config.test?.projects ?? []).map((project) => {
    if (typeof project !== 'object' || !('test' in project)) throw new Error('a project without tests');
    const { name, isolate, include = [], exclude = [], setupFiles } = project.test ?? {};
    return { name, isolate, include, exclude, setupFiles };
  });
  const every = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/${name}`);
  const matches = (file: string, patterns: readonly string[]) => patterns.some((each) => matchesGlob(file, each));

  it('are in one project each', () => {
    const homes = every.map((file) => {
      const own = projects.filter(({ include, exclude }) => matches(file, include) && !matches(file, exclude));
      return [file, own.map(({ name }) => name)] as const;
    });
    expect(homes.length).toBeGreaterThan(150);
    expect(homes.filter(([, names]) => names.length !== 1)).toEqual([]);
  });

  it('are all that the projects name: a pattern without a file is left from a file that is gone', () => {
    const patterns = projects.flatMap(({ include }) => include);
    expect(patterns.filter((each) => !every.some((file) => matchesGlob(file, each)))).toEqual([]);
  });

  it('that share modules are held to leave all else as they found it', () => {
    const sharing = projects.filter(({ isolate }) => isolate === false);
    expect(sharing.map(({ name }) => name)).toEqual(['unit', 'synthesis', 'served']);
    for (const { setupFiles } of sharing) expect(setupFiles).toEqual(['test/sharing-setup.ts']);
    for (const file of apartTests(root)) expect(matches(file, sharing[0]?.exclude ?? []), file).toBe(true);
    expect(sharing[1]?.include).toEqual(synthesisTests(root));
    expect(sharing[2]?.include).toEqual(servedTests(root));
  });
});

describe('what the files of a worker share', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  const changed = (before: SharedState) => changedNames(before, sharedState());

  it('is unchanged after a file that changes nothing', () => {
    expect(changed(sharedState())).toEqual([]);
  });

  it('shows a variable that is set, changed or gone, by its name alone', () => {
    vi.stubEnv('OEMS_CHANGED', 'first');
    vi.stubEnv('OEMS_GONE', 'first');
    const before = sharedState();
    vi.stubEnv('OEMS_SET', 'second');
    vi.stubEnv('OEMS_CHANGED', 'second');
    vi.stubEnv('OEMS_GONE', undefined);
    expect(changed(before).sort()).toEqual(['OEMS_CHANGED', 'OEMS_GONE', 'OEMS_SET']);
  });

  it('shows a clock and an output that are still replaced', () => {
    const before = sharedState();
    vi.useFakeTimers();
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    vi.spyOn(Math, 'random').mockReturnValue(0);
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network'));
    const expected = ['Date', 'Date.now', 'setTimeout', 'setInterval', 'Math.random', 'fetch', 'process.stdout.write'];
    expect(changed(before)).toEqual(expected);
  });

  it('shows a time that stands still', () => {
    const before = sharedState();
    vi.spyOn(Date, 'now').mockReturnValue(0);
    expect(changed(before)).toEqual(['Date.now']);
  });
});
