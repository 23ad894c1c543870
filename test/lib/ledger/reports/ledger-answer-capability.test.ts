import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { fundingPayments } from '../../../../lib/ledger/reports/funding.ts';
import { realizedPnl } from '../../../../lib/ledger/reports/realized-pnl.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { entryOf, keepAccount, keepLedger } from '../fixture-stored-ledger.ts';

useEmbeddedTable();
const never = { tenant: randomUUID(), accountId: 'never' };
const pulled = { tenant: randomUUID(), accountId: 'pulled' };
beforeAll(async () => {
  for (const ref of [never, pulled]) await keepAccount(ref);
  await keepLedger(pulled, 'spot', [entryOf({ symbol: null, wallet: 'spot' })]);
});

describe.each([
  ['realized PnL', realizedPnl],
  ['funding payments', fundingPayments],
] as const)('%s of the spot wallet', (_what, read) => {
  it.each([
    ['before it was ever pulled', never],
    ['after a pull', pulled],
  ])('are not supported %s: an empty list would read as "nothing happened"', async (_when, ref) => {
    await expect(read(ref, { limit: 10 }, 'spot')).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});
