import { createHash } from 'node:crypto';
import type { Protocol } from '../../../../infra/local/exchanges/server/server.ts';

export interface KeyPair {
  apiKey: string;
  secret: string;
}

export interface MintedCustomer {
  customer: string;
  spot: KeyPair;
  futures: KeyPair;
}

export interface Minting {
  spot: Protocol;
  futures: Protocol;
  count: number;
  /** Customers are called `<prefix>-0`, `<prefix>-1` …; the same names get the same keys. */
  prefix?: string;
}

/**
 * Opens accounts with keys at both exchanges, without a socket: on spot with the sandbox's starting balances, on futures with empty
 * wallets, to be filled by `world.deposit('futures', customer, asset, amount)`. The keys may trade and look, and move nothing out.
 */
export function mintCustomers({ spot, futures, count, prefix = 'customer' }: Minting): MintedCustomer[] {
  return Array.from({ length: count }, (_, index) => {
    const customer = `${prefix}-${index}`;
    const minted = { customer, spot: keyPair(`${customer} spot`), futures: keyPair(`${customer} futures`) };
    register(spot, customer, minted.spot);
    register(futures, customer, minted.futures);
    return minted;
  });
}

function register(exchange: Protocol, customer: string, { apiKey, secret }: KeyPair): void {
  if (!exchange.control.key) throw new Error('this exchange mints no keys');
  exchange.control.key({ api_key: apiKey, secret, customer });
}

/** In the exchanges' formats: key 56 characters, secret base64 of 64 bytes. */
function keyPair(name: string): KeyPair {
  const bytes = createHash('sha512').update(name).digest();
  return { apiKey: bytes.subarray(0, 42).toString('base64'), secret: bytes.toString('base64') };
}
