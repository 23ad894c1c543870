import { emptyList, matching, number, remembered } from './check.ts';
import { get, post, type TourSection } from './step.ts';

const period = 'from=2026-01-01&to=2100-01-01';
const tradedGroup = 'data.rows[group=BTC/USD:USD]';
const header = 'time,exchange,exchange_account_id,market_type,kind';

/** Trading results from the ledger. The first step needs the local stack, because the call is not part of the API. */
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
        expect: { [`${tradedGroup}.asset`]: 'USD', [`${tradedGroup}.fees`]: number, [`${tradedGroup}.net`]: number },
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
      'Export the same figures as CSV',
      `/oems/execution/pnl-export?format=csv&exchange_account_id={account}&${period}`,
      { control: [], expect: { '': matching(new RegExp(`^${header}`)) } },
    ),
  ],
};
