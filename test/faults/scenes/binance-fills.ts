import { randomId } from '../../../infra/local/exchanges/binance/rest/random-id.ts';
import type { SpotProtocol } from '../../../infra/local/exchanges/binance/spot/simulator.ts';
import type { Fill } from '../../../infra/local/exchanges/engine/account.ts';
import { deskTrading } from './booked-trades.ts';
import type { FilledMarket } from './scene.ts';

/** The fills of spot: of BTC and ETH the account holds some, so trades of other programs are found by the coin. */
export function filledSpot({ exchange }: SpotProtocol): FilledMarket {
  const accountOf = (customer: string) => {
    const account = exchange().accounts.get(customer);
    if (account === undefined) throw new Error(`${customer} has no account`);
    return account;
  };
  const bitcoin = { symbol: 'BTCUSDT', price: 80_000, quantity: '0.002' };
  const { trade, move } = deskTrading(exchange, accountOf, {
    markets: [bitcoin, { symbol: 'ETHUSDT', price: 3_000, quantity: '0.05' }],
    ...{ liquidated: bitcoin, walletOf: () => 'spot', money: 'USDT', own: { type: 'MARKET', timeInForce: 'GTC' } },
    newClientId: randomId,
  });
  return { marketType: 'spot', trade, move, money: 'USDT', fills: (customer) => accountOf(customer).fills.map(lineOf) };
}

function lineOf({ at, number, order, quantity, price, charged }: Fill): string {
  const { base, quote } = order.market.terms;
  const fee = `${Number(charged.amount)} ${charged.asset}`;
  return [at, `${base}/${quote}`, number, order.side, Number(quantity), Number(price), fee].join(' ');
}
