import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compiledCode } from './compiled-code.ts';

const root = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** Every script that is a program of this project. The others are Vitest, TypeScript and Biome. */
const programs = Object.entries(scripts).flatMap(([name, script]) => {
  const file = /^(?:exec )?node (\S+\.ts)$/.exec(script)?.[1];
  return file === undefined ? [] : [[name, file] as const];
});

function call(file: string, ...options: string[]) {
  const env = { ...compiledCode(), PATH: process.env.PATH ?? '', CDK_OUTDIR: '/nowhere' };
  return promisify(execFile)(process.execPath, [join(root, file), ...options], { cwd: root, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

it('the programs are found', () => {
  expect(programs.map(([name]) => name)).toEqual(expect.arrayContaining(['start', 'token', 'tour', 'synth', 'bench']));
});

describe.each(programs)('npm run %s', (name, file) => {
  it('--help says how the command is called and what it does, and does nothing else', async () => {
    const { code, stdout, stderr } = await call(file, '--help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^usage: npm (run |run -s )?${name}\\b`));
    expect(stdout.split('\n').length).toBeGreaterThan(1);
  });

  it('an option that does not exist is refused by its name, with the remedy, before anything starts', async () => {
    const { code, stdout, stderr } = await call(file, '--nonsense');
    expect([code, stdout]).toEqual([expect.any(Number), '']);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain('--nonsense');
    expect(stderr).toMatch(/usage: npm|options go to/);
  });
});
