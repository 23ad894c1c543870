import { Decimal } from 'decimal.js';
import type { Account, LedgerEntry } from '../../../infra/local/exchanges/engine/account.ts';
import type { Exchange } from '../../../infra/local/exchanges/engine/exchange.ts';
import { visibility } from '../../../infra/local/exchanges/engine/ledger-faults.ts';
import type { Market } from '../../../infra/local/exchanges/engine/market.ts';
import type { Protocol } from '../../../infra/local/exchanges/server/server.ts';
import { deskTrading, type TradedMarkets } from './booked-trades.ts';
import type { BookedLedger, BookedRow, Manner } from './scene.ts';

/** What makes one exchange's list of its ledger out of the entries of the engine. */
export interface LedgerTerms {
  readonly exchange: () => Exchange;
  readonly control: Protocol['control'];
  /** In this service's words. */
  readonly wallet: string;
  readonly symbolOf: (market: Market) => string;
  /** `entries`: a row for each entry, with the balance after. `parts`: a row for each amount of an entry, without a balance. */
  readonly tells: 'entries' | 'parts';
  readonly canCapPages: boolean;
  readonly manners: readonly Manner[];
  readonly trades: TradedMarkets;
}

/** The true ledger: from the entries of the engine alone, and never from an answer. */
export function bookedLedger(terms: LedgerTerms): BookedLedger {
  const { exchange, control, canCapPages, manners, trades } = terms;
  const accountOf = (customer: string) => {
    const account = exchange().accounts.get(customer);
    if (account === undefined) throw new Error(`${customer} has no account`);
    return account;
  };
  return {
    ...{ canCapPages, manners },
    rows: (customer) => rowsOf(terms, accountOf(customer)),
    ...deskTrading(exchange, accountOf, trades),
    show: (customer, body) => void control.ledger?.({ customer, ...body }),
  };
}

function rowsOf(terms: LedgerTerms, account: Account): BookedRow[] {
  const exchange = terms.exchange();
  const { ledgerFaults, world } = exchange;
  const { hiddenEntries, ledger, fills } = account;
  const shows = visibility(ledgerFaults, hiddenEntries, world.now()) ?? (() => true);
  const traded = new Map(fills.map(({ id, order }) => [id, order.market.terms.symbol]));
  const symbolOf = ({ details, reference }: LedgerEntry) => {
    const market = exchange.markets.get(details.symbol ?? traded.get(reference ?? '') ?? '');
    return market === undefined ? null : terms.symbolOf(market);
  };
  const rows = ledger
    .filter(({ of }) => of === 'balance')
    .flatMap((entry) => {
      const { id, at: time, asset } = entry;
      const wasWithheld = hiddenEntries.hidden.has(id) || hiddenEntries.late.has(id);
      const place = { entry: id, time, wallet: terms.wallet, asset, symbol: symbolOf(entry) };
      const seen = { isShown: shows(id, time), wasWithheld };
      return amountsOf(entry, terms.tells).map((amounts) => ({ ...place, ...amounts, ...seen }));
    });
  return rows;
}

type Amounts = Pick<BookedRow, 'change' | 'after' | 'realizedPnl' | 'funding' | 'fee' | 'liquidationFee' | 'insurance'>;
const none = { after: null, realizedPnl: null, funding: null, fee: null, liquidationFee: null };

function amountsOf(entry: LedgerEntry, tells: LedgerTerms['tells']): Amounts[] {
  const { before, after, realizedPnl, realizedFunding: funding, fee, liquidationFee } = entry;
  if (tells === 'entries') return [{ change: after.minus(before), after, realizedPnl, funding, fee, liquidationFee }];
  const parts: (Amounts | null)[] = [
    entry.change && {
      ...none,
      change: entry.change,
      ...(entry.kind === 'shortfall' ? { insurance: entry.change } : {}),
    },
    realizedPnl && { ...none, change: realizedPnl, realizedPnl },
    funding && { ...none, change: funding, funding },
    fee && { ...none, change: fee.neg(), fee },
    liquidationFee && { ...none, change: liquidationFee.neg(), liquidationFee },
  ];
  return parts.filter((part) => part !== null).filter(({ change }) => !change.isZero());
}

/** An asset's sum. */
export function sumOf(amounts: readonly (Decimal | null)[]): Decimal {
  return amounts.reduce<Decimal>((sum, amount) => sum.plus(amount ?? 0), new Decimal(0));
}
