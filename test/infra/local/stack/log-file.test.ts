import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { logInto, prettyLine } from '../../../../infra/local/stack/log-file.ts';

it('each line is in the file at once, and the lines of the run before stay', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'oems-log-'));
  const path = join(dir, 'new', 'stack.log');
  for (const run of ['first', 'second']) {
    const log = logInto(path);
    log.write(`${run} 1`, 'create-order');
    log.write(`${run} 2`, 'create-order');
    expect(await readFile(path, 'utf8')).toBe(`${run} 1\n${run} 2\n`);
    log.close();
  }
  expect(await readFile(`${path}.1`, 'utf8')).toBe('first 1\nfirst 2\n');
  await rm(dir, { recursive: true });
});

it('a record is shown with time, level, function, message and fields; text stays text', () => {
  const now = new Date('2026-01-02T03:04:05.678Z');
  const record = JSON.stringify({ level: 'WARN', message: 'call', tenant: 'demo', statusCode: 422 });
  expect(prettyLine(record, 'create-order', now)).toBe(
    '03:04:05 WARN  create-order  call  tenant=demo  statusCode=422',
  );
  for (const line of ['{broken', 'plain text', 'create-order: Error: gone'])
    expect(prettyLine(line, 'create-order', now)).toBe(`03:04:05       create-order  ${line}`);
});
