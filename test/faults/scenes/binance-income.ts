import { randomId } from '../../../infra/local/exchanges/binance/rest/random-id.ts';
import { walletOf } from '../../../infra/local/exchanges/binance/usdm/contracts.ts';
import type { UsdmProtocol } from '../../../infra/local/exchanges/binance/usdm/simulator.ts';
import { accountNames, accounts } from '../harness/accounts.ts';
import { bookedLedger } from './booked-ledger.ts';
import type { BookedLedger, Manner } from './scene.ts';

/** The income of USD-M. Binance tells no ledger of the spot wallet, so nothing of spot is judged here. */
export function bookedIncome({ exchange, control }: UsdmProtocol): BookedLedger {
  const perpetual = { symbol: 'BTCUSDT', price: 80_000, quantity: '0.002' };
  return bookedLedger({
    ...{ exchange, control, wallet: 'usdm', tells: 'parts', canCapPages: false, manners: mannersOf(control) },
    symbolOf: ({ terms: { base, quote } }) => `${base}/${quote}:${quote}`,
    trades: {
      markets: [
        ...[perpetual, { symbol: 'ETHUSDT', price: 3_000, quantity: '0.05' }],
        { symbol: 'BTCUSDC', price: 80_000, quantity: '0.002' },
      ],
      ...{ liquidated: perpetual, walletOf, money: 'USDT', own: { type: 'MARKET', timeInForce: 'GTC' } },
      newClientId: randomId,
    },
  });
}

/** No page tells the order of a page of income; who has BNB may pay fees with it. */
function mannersOf(control: UsdmProtocol['control']): Manner[] {
  const inBnb = () => {
    for (const name of accountNames)
      control.account?.({ customer: accounts[name].customer, futures_fees_in_bnb: true });
  };
  return [
    { 'income newest first': () => control.answers?.({ income_order: 'newest-first' }) },
    { 'fees in BNB': inBnb },
  ];
}
