import { Decimal } from 'decimal.js';
import { openAccount } from '../../infra/local/exchanges/kraken/futures/exchange.ts';
import { sendOrder } from '../../infra/local/exchanges/kraken/futures/place-order.ts';
import type { SandboxStack } from '../../infra/local/stack/sandbox-stack.ts';
import { createAccount } from '../../lib/accounts/account-lifetime.ts';
import { seal } from '../../lib/vault/vault.ts';
import { type MintedCustomer, mintCustomers } from '../infra/local/exchanges/fixture-many-customers.ts';

/** The tenant of all accounts, named `a0`, `a1` and so on. */
export const tenant = 'bench';

/** Every account holds both keys; on futures a position that has paid funding for some hours, on spot its opening balances. */
export async function openAccounts(stack: SandboxStack, count: number): Promise<void> {
  const { world } = stack;
  const { spot, futures } = stack.simulators.kraken;
  if (spot === undefined || futures === undefined) throw new Error('the bench trades on the simulators');
  const minted = mintCustomers({ spot: spot.protocol, futures: futures.protocol, count });
  const venue = futures.protocol.exchange();
  const order = new URLSearchParams({ orderType: 'mkt', symbol: 'PF_XBTUSD', side: 'buy', size: '0.001' });
  for (const { customer } of minted) {
    world.deposit('futures', customer, 'usd', new Decimal(1000));
    sendOrder(venue, openAccount(venue, customer), order);
  }
  const queue = [...minted.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) await register(...next);
  };
  await Promise.all(Array.from({ length: 16 }, work));
}

async function register(index: number, { spot, futures }: MintedCustomer): Promise<void> {
  const ref = { tenant, accountId: `a${index}` };
  const keys = { spot, swap: futures };
  const changes = Object.fromEntries(
    await Promise.all(
      (['spot', 'swap'] as const).map(async (slot) => {
        const version = `${index}-${slot}`;
        const ciphertext = await seal(keys[slot], { ...ref, exchange: 'kraken', slot, version });
        const credential = { ciphertext, version, keyHint: keys[slot].apiKey.slice(-4) };
        const told = {
          verification: 'verified',
          permissions: null,
          canWithdraw: null,
          nonceWindow: null,
          setAt: Date.now(),
        } as const;
        const nonce = slot === 'spot' ? ({ seed: '0', scale: 'ms' } as const) : null;
        return [slot, { credential: { ...credential, ...told }, nonce }] as const;
      }),
    ),
  );
  const credentials = Object.fromEntries(Object.entries(changes).map(([slot, { credential }]) => [slot, credential]));
  const state = { tradingState: 'ACTIVE', nonceScales: { spot: 'ms' }, leverages: {}, createdAt: Date.now() } as const;
  await createAccount({ ...ref, registrationId: 'first', exchange: 'kraken', credentials, ...state }, changes);
}
