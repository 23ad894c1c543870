import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { examples } from '../../../lib/contract/examples.ts';
import { openapi } from '../../../lib/contract/openapi.ts';
import { type OperationId, routes } from '../../../lib/contract/routes.ts';
import { headerLine } from '../../../lib/http/present/pnl-csv.ts';

const document = openapi() as { paths: Record<string, Record<string, { operationId: string; security: unknown }>> };
interface Operation {
  readonly responses: Record<
    '200',
    { content: Record<string, { schema: unknown; example: string }>; headers: Record<string, unknown> }
  >;
}
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

describe('the OpenAPI document', () => {
  it('documents every route of the table and nothing else', () => {
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(routes).toSorted());
  });

  it('passes the recommended rules of a public linter without an error or a warning', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'openapi-'));
    const file = join(folder, 'openapi.json');
    await writeFile(file, JSON.stringify(document));
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const lint = promisify(execFile)('redocly', ['lint', '--extends', 'recommended', '--format', 'json', file], {
      env,
    });
    const { stdout } = await lint.finally(() => rm(folder, { recursive: true }));
    const { totals } = JSON.parse(stdout) as { totals: { errors: number; warnings: number } };
    expect(totals).toMatchObject({ errors: 0, warnings: 0 });
  });

  it('shows the export as text, with its headers and in the columns it has', () => {
    const operation = operations.find(({ operationId }) => operationId === 'exportPnl') as unknown as Operation;
    const { content, headers } = operation.responses['200'];
    expect(content['text/csv']?.schema).toEqual({ type: 'string' });
    expect(content['text/csv']?.example.startsWith(headerLine)).toBe(true);
    expect(Object.keys(content)).toEqual(['text/csv', 'application/json']);
    expect(JSON.stringify(content['application/json']?.schema)).toContain('"entries"');
    expect(Object.keys(headers)).toEqual([
      ...['X-Next-Cursor', 'X-Coverage-Complete', 'X-Coverage-From', 'X-Coverage-To', 'X-Coverage-Reasons'],
      'Content-Disposition',
    ]);
  });

  it('never shows the wire format of a number as text', () => {
    expect(JSON.stringify(document)).not.toContain('jsonSchema');
    const balances = JSON.stringify(document.paths['/oems/execution/balance']?.get);
    expect(balances).toMatch(/"free":{"type":"number"[,}]/);
    expect(balances).toContain('"total":{"type":"number"}');
  });
});

describe.each(Object.entries(routes))('the example of %s', (id, route) => {
  it('is a request the service accepts', () => {
    const { request } = examples[id as OperationId];
    const wire =
      route.source === 'query'
        ? Object.fromEntries(Object.entries(request).map(([name, value]) => [name, String(value)]))
        : request;
    expect(route.request().safeParse(wire).error).toBeUndefined();
  });
});
