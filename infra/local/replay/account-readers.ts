import { OemsError } from '../../../lib/errors.ts';
import { exchanges, marketOf } from '../../../lib/exchanges/exchanges.ts';
import type { TransferRequest } from '../../../lib/exchanges/model/transfer.ts';
import type { Operation } from '../exchanges/answer-table.ts';
import { type Desk, type Reader, reading, readingBeside } from './desk.ts';
import { accepted, failed } from './order-readers.ts';
import {
  balancesValue,
  fillsValue,
  paymentsValue,
  plainValue,
  positionsValue,
  profitsValue,
  ratesValue,
} from './wire-value.ts';

const most = 500;

/** Questions about wallets, histories and keys, over every exchange. */
export const accountReaders = {
  balances: async ({ name, call }) => {
    const { rows, unread } = await call(({ wallets }) => wallets.balanceList());
    return readingBeside(balancesValue(name, [...rows]), unread);
  },
  positions: async ({ name, call }) => reading(positionsValue(name, await call(({ wallets }) => wallets.positions()))),
  margin: async ({ call }) => reading(plainValue(await call(({ wallets }) => wallets.margin()))),
  untraded: async ({ call }) => reading(plainValue(await call(({ wallets }) => wallets.untraded()))),
  fills: async (desk) => {
    const symbol = await fillsSymbol(desk);
    const { items, leftOut } = await desk.call(({ data }) => data.fills({ limit: most, symbol }));
    return readingBeside(fillsValue(items), places(leftOut));
  },
  ledger: async (desk) => {
    const ledger = ledgerOf(desk);
    const page = await desk.call(() => ledger.entries({ since: null, after: null, maxRequests: 3 }));
    return readingBeside(plainValue(page.entries), page.unread ?? []);
  },
  ledgerBalances: async (desk) => reading(plainValue(await desk.call(() => ledgerOf(desk).balances()))),
  ledgerOwner: async (desk) => reading(await desk.call(() => ledgerOf(desk).owner())),
  fundingPayments: async ({ call }) => {
    const { items, leftOut } = await call(({ data }) => data.fundingPayments({ limit: most }));
    return readingBeside(paymentsValue(items), places(leftOut));
  },
  realizedPnl: async ({ call }) => {
    const { items, source, leftOut } = await call(({ data }) => data.realizedPnl({ limit: most }));
    return readingBeside(profitsValue(items, source), places(leftOut));
  },
  fundingRates: async (desk) => {
    const symbol = perpetualIn(desk);
    const { rates } = await desk.call(({ data }) => data.fundingRates(symbol, {}));
    return reading(ratesValue(rates));
  },
  transfer: async (desk) => {
    const request = await transferOf(desk);
    const outcome = await desk.call(() => transfersOf(desk).submit(request));
    if (outcome.kind !== 'accepted') return failed(outcome);
    return accepted({ transfer_id: outcome.exchangeTransferId, is_booked: outcome.isBooked });
  },
  findTransfer: async (desk) => {
    const request = await transferOf(desk);
    const { rows, unread } = await desk.call(() => transfersOf(desk).find(request, 0));
    return readingBeside(plainValue([...rows]), unread);
  },
  checkKey: async ({ call }) => reading(plainValue(await call((adapter) => adapter.checkKey()))),
} as const satisfies Partial<Record<Operation, Reader>>;

/** Epoch ms of rows that were left out. */
function places(leftOut: readonly number[] = []): { readonly at: number }[] {
  return leftOut.map((at) => ({ at }));
}

function ledgerOf({ adapter: { ledger }, name }: Desk) {
  if (ledger === null) throw new OemsError('NOT_SUPPORTED', `${marketOf(name).title} has no ledger`);
  return ledger;
}

function transfersOf({ adapter: { transfers }, name }: Desk) {
  if (transfers === null) throw new OemsError('NOT_SUPPORTED', `${marketOf(name).title} moves no money`);
  return transfers;
}

/** An exchange that tells the fills of one symbol at a time is asked with the symbol that the answer names. */
async function fillsSymbol({ name, named, markets, catalogue }: Desk): Promise<string | undefined> {
  if (marketOf(name).capabilities.fillsOfAllSymbols) return undefined;
  const [told] = named.markets ?? [];
  return told === undefined ? catalogue.markets[0]?.symbol : (await markets.naming())(told);
}

/** Funding belongs to perpetuals. An answer of rates does not name its market. */
function perpetualIn({ catalogue }: Desk): string {
  const found = catalogue.markets.find(({ symbol }) => symbol.includes(':') && !/-\d{6}$/.test(symbol));
  return found?.symbol ?? catalogue.markets[0]?.symbol ?? '';
}

/** The move that the answer tells of, else a move of one unit of some asset. */
async function transferOf({ name, named, markets, catalogue }: Desk): Promise<TransferRequest> {
  const { wallet } = marketOf(name);
  const route = exchanges[name.exchange].transfers.find(({ from }) => from === wallet);
  const naming = await markets.assetNaming();
  const asset = named.transfer === undefined ? (catalogue.assets[0]?.code ?? 'USD') : naming(named.transfer.asset);
  return { asset, amount: named.transfer?.amount ?? '1', from: wallet, to: named.sideWallet ?? route?.to ?? wallet };
}
