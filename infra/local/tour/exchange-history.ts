import { type ExchangeId, exchanges, marketOf } from '../../../lib/exchanges/exchanges.ts';
import { eachEntry, emptyList, matching, number } from './check.ts';
import { get, post, type TourSection, type TourStep, unlessLacking } from './step.ts';

/** Fills, funding and the ledger at an exchange, as the definition of the exchange tells. */

const ofAccount = 'exchange_account_id={account}&market_type=swap';
const period = 'from=2026-01-01&to=2100-01-01';

export function historySection(exchange: ExchangeId): TourSection {
  const { title, capabilities, stream } = marketOf({ exchange, marketType: 'swap' });
  const streams = Object.keys(exchanges[exchange].streams).length;
  const funding = (step: TourStep) => unlessLacking(capabilities.funding, `${title} has no funding`, step);
  const ledger = (step: TourStep) => unlessLacking(stream !== null, `${title} tells no ledger`, step);
  const pnl = (step: TourStep) => unlessLacking(capabilities.realizedPnl, `${title} tells no realized PnL`, step);
  const summary = `/oems/execution/pnl-summary?group_by=symbol&exchange_account_id={account}&${period}`;
  const row = 'data.rows[group={swapSymbol}]';
  return {
    title: '7. Fills, funding and the ledger',
    steps: [
      get('Fills', `/oems/execution/trades?${ofAccount}&symbol={swapSymbol}&limit=10`, {
        expect: { 'data.trades': eachEntry({ symbol: '{swapSymbol}', price: number, quantity: number }) },
      }),
      funding(
        get('Funding rate history', `/oems/execution/funding-history?${ofAccount}&symbol={swapSymbol}&limit=10`, {
          expect: { 'data.kind': 'rates', 'data.payments': eachEntry({ rate: number, datetime: matching(/Z$/) }) },
        }),
      ),
      ledger({
        ...post('Pull every account now', '/_local/pull', {}, { expect: { waiting: 0, failed: 0 } }),
        control: [],
      }),
      ledger(
        get('The account shows how its ledger keeps up', '/delegation/exchange-account?exchange_account_id={account}', {
          control: [],
          expect: streams > 0 ? { 'data.pulls.swap.last_error': null, 'data.pulls.swap.mismatches': emptyList } : {},
        }),
      ),
      pnl(
        get('Realized PnL, fees and funding, summed up', summary, {
          control: [],
          expect: { [`${row}.fees`]: number, [`${row}.net`]: number },
        }),
      ),
      ledger(
        get('The same as CSV', `/oems/execution/pnl-export?format=csv&exchange_account_id={account}&${period}`, {
          control: [],
          expect: { '': matching(/^time,exchange,exchange_account_id,market_type,kind/) },
        }),
      ),
    ],
  };
}
