import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { capabilityTable } from '../../infra/capability-table.ts';
import { exchangeIds, exchanges } from '../../lib/exchanges/exchanges.ts';

const page = 'docs/capabilities.md';
const [start, end] = ['<!-- capabilities -->', '<!-- end of capabilities -->'] as const;

it('docs/capabilities.md shows the definitions as they are (OEMS_WRITE_CAPABILITIES=1 writes the page)', () => {
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split(start);
  const [shown, after = ''] = rest.split(end);
  if (process.env.OEMS_WRITE_CAPABILITIES)
    writeFileSync(page, `${before}${start}\n\n${capabilityTable()}\n\n${end}${after}`);
  else expect(shown?.trim()).toBe(capabilityTable());
});

it('the table has a column for each market, and each row a cell for each column', () => {
  const lines = capabilityTable().split('\n');
  const titles = exchangeIds.flatMap((id) => Object.values(exchanges[id].markets).map(({ title }) => title));
  expect(lines[0]).toBe(`|  | ${titles.join(' | ')} |`);
  for (const line of lines) expect(line.split(' | ').length).toBe(titles.length + 1);
});
