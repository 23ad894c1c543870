import type { ExchangeRequest } from '../../server/messages.ts';
import { addressOf } from './address.ts';

/** The payer and the budget of a request, and the header with the used part of the budget. */
export interface Budget {
  readonly payer: string;
  readonly perMinute: number;
  readonly header: string;
}

/** "Each endpoint with IP limits has an independent 12000 per minute limit, with UID limits an independent 180000" (wallet, limits). */
const sapiPerAddress = 12_000;
const sapiPerUid = 180_000;

/** `weightPerMinute`: of /api and /fapi. */
export function budgetOf(weightPerMinute: number, request: ExchangeRequest, isByUid: boolean): Budget {
  const address = addressOf(request);
  const { method, path, headers } = request;
  if (!path.startsWith('/sapi/')) return { payer: address, perMinute: weightPerMinute, header: 'X-MBX-USED-WEIGHT-1M' };
  const endpoint = `${method} ${path}`;
  if (!isByUid)
    return { payer: `${address} ${endpoint}`, perMinute: sapiPerAddress, header: 'X-SAPI-USED-IP-WEIGHT-1M' };
  const payer = `${String(headers['x-mbx-apikey'])} ${endpoint}`;
  return { payer, perMinute: sapiPerUid, header: 'X-SAPI-USED-UID-WEIGHT-1M' };
}
