import { ledgerRows } from '../../conformance/made-up/simulator/ledger.ts';
import { placeOrder } from '../../conformance/made-up/simulator/orders.ts';
import type { MadeUpProtocol } from '../../conformance/made-up/simulator/simulator.ts';
import type { ChangesLedger } from './scene.ts';

const trades = [
  { instrument: 'BTC-USDT-PERP', side: 'buy', quantity: '2' },
  { instrument: 'BTC-USDT', side: 'buy', quantity: '0.01' },
  { instrument: 'BTC-USDT-PERP', side: 'sell', quantity: '1' },
] as const;

/** The one ledger of both markets. A trade of three orders leaves a fee each, moved coins, and a profit or a loss. */
export function changesOf(protocol: MadeUpProtocol): ChangesLedger {
  const accountOf = (customer: string) => {
    const account = protocol.exchange().accounts.get(customer);
    if (account === undefined) throw new Error(`${customer} has no account`);
    return account;
  };
  return {
    rows: (customer) => ledgerRows(accountOf(customer)),
    trade: (customer) => {
      const exchange = protocol.exchange();
      const headers = { 'x-mu-deadline': String(exchange.world.now()) };
      const request = { method: 'POST', path: '/v1/orders', query: '', body: '', headers };
      for (const terms of trades)
        placeOrder(exchange, accountOf(customer), { ...terms, clientId: 't-a', type: 'market', tif: 'ioc' }, request);
    },
  };
}
