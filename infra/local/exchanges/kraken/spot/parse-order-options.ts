import type { OrderTerms } from '../../engine/order.ts';
import { refuse, refuseArgument } from './refusal.ts';
import type { Params } from './request.ts';

const month = 31 * 24 * 3600 * 1000;

/** timeinforce, starttm, expiretm. FOK does not exist on this API, and PO is a flag, not a time in force. */
export function timesOf(
  params: Params,
  flags: string[],
  now: number,
): Pick<OrderTerms, 'timeInForce' | 'startAt' | 'expireAt'> {
  const { timeinforce = 'GTC' } = params;
  if (timeinforce !== 'GTC' && timeinforce !== 'IOC' && timeinforce !== 'GTD') return refuseArgument('timeinforce');
  const startAt = moment(params.starttm, 'starttm', now);
  const expireAt = moment(params.expiretm, 'expiretm', now);
  if (timeinforce === 'GTD' && expireAt === 0) return refuseArgument('expiretm');
  if (expireAt !== 0 && (expireAt <= now || expireAt > now + month)) return refuseArgument('expiretm');
  if (timeinforce === 'IOC' && (expireAt !== 0 || flags.includes('post'))) return refuseArgument('timeinforce');
  return { timeInForce: timeinforce, startAt: startAt > now ? startAt : 0, expireAt };
}

/** "0" = not set, "<n>" = unix seconds, "+<n>" = seconds from now (expiry: at least 5). Result in ms. */
function moment(text: string | undefined, field: string, now: number): number {
  const parts = /^(\+?)(\d{1,10})$/.exec(text ?? '0');
  if (!parts) return refuseArgument(field);
  const value = Number(parts[2]);
  if (!parts[1]) return value * 1000;
  if (field === 'expiretm' && value < 5) return refuseArgument(field);
  return now + value * 1000;
}

/** A dashed UUID, the same without dashes, or up to 18 characters of ASCII. https://docs.kraken.com/exchange/guides/general/clordid */
const clOrdIdFormats = [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, /^[0-9a-f]{32}$/i, /^[\x20-\x7e]{1,18}$/];

/** `userref` is empty where none was given. */
export function clientIds(params: Params): { clientOrderId: string | null; userref: string } {
  const { cl_ord_id: clOrdId, userref } = params;
  if (clOrdId !== undefined && userref !== undefined) return refuseArgument('userref');
  if (clOrdId !== undefined && !clOrdIdFormats.some((format) => format.test(clOrdId)))
    return refuseArgument('cl_ord_id');
  return { clientOrderId: clOrdId ?? null, userref: userref === undefined ? '' : String(parseUserref(userref)) };
}

export function parseUserref(text: string): number {
  const value = Number(text);
  if (!/^-?\d{1,10}$/.test(text) || value !== (value | 0)) return refuseArgument('userref');
  return value;
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * `deadline`: RFC 3339, from half a second to a minute ahead. Once past, the engine refuses with the documented
 * string; for values outside the range the documentation gives no string of its own.
 */
export function checkDeadline(text: string | undefined, now: number): void {
  if (text === undefined) return;
  const deadline = rfc3339.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(deadline)) refuseArgument('deadline');
  if (deadline < now) refuse('EService:Deadline elapsed');
  if (deadline < now + 500 || deadline > now + 60_000) refuseArgument('deadline');
}
