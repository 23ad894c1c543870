import { emptyList, matching, number, remembered } from './tour-check.ts';
import { get, post, type TourSection } from './tour-step.ts';

const period = 'from=2026-01-01&to=2100-01-01';
const tradedRow = 'data.rows[group=BTC/USD:USD]';
const header = 'time,exchange,exchange_account_id,market_type,kind';

/** What the account's trading came to, from the ledger. Only where this machine answers the first step: it is not of the API. */
export const ledger: TourSection = {
  title: '8a. The ledger',
  steps: [
    post('Pull every account now', '/_local/pull', {}, { control: [], expect: { waiting: 0 } }),
    get('The account shows how its ledger keeps up', '/delegation/exchange-account?exchange_account_id={account}', {
      control: [],
      expect: {
        'data.pulls.spot.last_error': null,
        'data.pulls.swap.last_error': null,
        'data.pulls.swap.last_success_at': matching(/Z$/),
        'data.pulls.swap.mismatches': emptyList,
      },
    }),
    get(
      'Realized PnL, funding and fees, summed up',
      `/oems/execution/pnl-summary?group_by=symbol&exchange_account_id={account}&${period}`,
      {
        control: [],
        expect: { [`${tradedRow}.asset`]: 'USD', [`${tradedRow}.fees`]: number, [`${tradedRow}.net`]: number },
      },
    ),
    get(
      'Realized PnL, now from the ledger',
      '/oems/execution/realized-pnl?exchange_account_id={account}&limit=10&market_type=swap',
      {
        control: [],
        expect: { 'data.source': 'ledger+exchange', 'data.events[0].realized_pnl': remembered('realizedPnl', number) },
      },
    ),
    get(
      'The same for the accountant',
      `/oems/execution/pnl-export?format=csv&exchange_account_id={account}&${period}`,
      { control: [], expect: { '': matching(new RegExp(`^${header}`)) } },
    ),
  ],
};
