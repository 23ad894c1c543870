import { sharedNow } from '../../aws/clock.ts';
import { Decimal } from '../../decimal.ts';
import { invalidField, OemsError } from '../../errors.ts';
import type { Transfers } from '../interfaces/transfers.ts';
import type { JsonObject } from '../model/order.ts';
import type { Told } from '../model/told.ts';
import type { LedgerTransfer, TransferOutcome, TransferRequest } from '../model/transfer.ts';
import type { MarketWire } from '../wire/market-wire.ts';
import {
  epochMs,
  isRecord,
  type Json,
  optionalText,
  readableDecimal,
  requiredCount,
  requiredText,
} from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { assetFacts, isWanted, toldRows } from '../wire/told-rows.ts';
import { accountEndpoints, usdmExchangeInfo } from './endpoints.ts';
import { rowOf, rowsOf } from './lists.ts';

const title = 'Binance';

/** Moves between the spot and the futures wallet, at the spot host for both (Wallet: User Universal Transfer). */
export function binanceTransfers(wire: MarketWire): Transfers {
  return {
    parameters: async (request) => {
      requireDecimals(request);
      await requireKnown(wire, request);
      return parametersOf(request);
    },
    submit: async (request) =>
      aboutAmount(
        await wire.attempt(accountEndpoints.transfer, parametersOf(request), (answer) => ({
          kind: 'accepted' as const,
          exchangeTransferId: requiredText(title, rowOf(title, answer), 'tranId'),
          // The history tells the state of the booking.
          isBooked: false,
        })),
      ),
    find: (request, since) => findTransfers(wire, request, since),
  };
}

function parametersOf(request: TransferRequest): JsonObject {
  return { type: typeOf(request), asset: request.asset, amount: request.amount };
}

/**
 * The futures wallet takes the assets that the contracts' own list names (USD-M: Exchange Information), and gives back no other. A list that
 * cannot be read denies nothing: a transfer may save a position, and Binance judges the asset again.
 */
async function requireKnown({ read }: MarketWire, { asset }: TransferRequest): Promise<void> {
  const assets = await read(usdmExchangeInfo).then(assetsIn, () => null);
  if (assets !== null && !assets.has(asset))
    throw invalidField('asset', `the futures wallet of ${title} does not know ${asset}`);
}

/** Null for a list that cannot be read whole. */
function assetsIn(answer: unknown): ReadonlySet<string> | null {
  const rows = isRecord(answer) && Array.isArray(answer.assets) ? answer.assets : [];
  const names = rows.map((row) => (isRecord(row) ? optionalText(row.asset) : null));
  return names.length === 0 || names.includes(null) ? null : new Set(names.filter((name) => name !== null));
}

/** The most decimals of any asset at Binance (spot: Exchange Information, baseAssetPrecision). */
const mostDecimals = 8;

function requireDecimals({ amount }: TransferRequest): void {
  if (new Decimal(amount).decimalPlaces() > mostDecimals)
    throw invalidField('amount', `has more than ${mostDecimals} decimals, the most of a transfer at ${title}`);
}

/** -1111, too many decimals, has the words of an order. No list of Binance tells the decimals of an asset in the futures wallet. */
function aboutAmount(outcome: TransferOutcome): TransferOutcome {
  if (outcome.kind !== 'rejected' || !outcome.error.details.some(({ exchangeCode }) => exchangeCode === '-1111'))
    return outcome;
  const message = `${title} does not accept the amount of the transfer (-1111): the asset has fewer decimals`;
  const details = outcome.error.details.map((detail) => ({ ...detail, field: 'amount' }));
  return { ...outcome, error: new OemsError('INVALID_ORDER', message, { details }) };
}

function typeOf({ from }: TransferRequest): string {
  return from === 'spot' ? 'MAIN_UMFUTURE' : 'UMFUTURE_MAIN';
}

const pageRows = 100;
const mostPages = 20;
/** Within the clock's difference. */
const aheadMs = 60_000;

/**
 * Without a range the history would be of the last seven days alone. Throws for a history without an end: the wanted transfer may be on an
 * unread page.
 */
async function findTransfers(wire: MarketWire, request: TransferRequest, since: number): Promise<Told<LedgerTransfer>> {
  const found: Json[] = [];
  const range = { startTime: String(since), endTime: String(sharedNow() + aheadMs), size: String(pageRows) };
  for (let current = 1; current <= mostPages; current += 1) {
    const query = { type: typeOf(request), ...range, current: String(current) };
    const answer = rowOf(title, await wire.read(accountEndpoints.transfers, query));
    // An empty history has no `rows` (Wallet: Query User Universal Transfer History).
    const total = requiredCount(title, answer, 'total');
    const rows = answer.rows === undefined && total === 0 ? [] : rowsOf(title, answer.rows);
    found.push(...rows);
    if (rows.length < pageRows && total <= (current - 1) * pageRows + rows.length) return transfersIn(found, request);
    if (rows.length === 0) break;
  }
  throw new MalformedResponse(title, 200);
}

/** A transfer that is booked between two pages moves the last row of a page to the next page: each transfer counts once. */
function transfersIn(rows: readonly Json[], request: TransferRequest): Told<LedgerTransfer> {
  const told = toldRows(
    rows,
    (row) => transferFrom(row, request),
    (row) => assetFacts(row, 'asset', String),
  );
  const found = new Map(told.rows.flat().map((transfer) => [transfer.id, transfer]));
  return { rows: [...found.values()], unread: told.unread };
}

/** A row that cannot be read may be the wanted one: absence would be proven by leaving it out. A failed transfer has moved nothing. */
function transferFrom(row: Json, { asset, amount }: TransferRequest): LedgerTransfer[] {
  const [time, status, name] = [epochMs(row.timestamp), optionalText(row.status), optionalText(row.asset)];
  const moved = readableDecimal(row.amount);
  const isOurs = isWanted(title, {
    asset: name === null ? null : name === asset,
    amount: moved === null ? null : new Decimal(moved).eq(amount),
    status: status === null || !states.includes(status) ? null : status !== 'FAILED',
    timestamp: time === null ? null : true,
  });
  if (!isOurs) return [];
  const id = requiredText(title, row, 'tranId');
  const underWay = status === 'PENDING' ? { isUnderWay: true as const } : {};
  return [{ id, references: [id], time: Number(time), ...underWay }];
}

const states: readonly string[] = ['CONFIRMED', 'PENDING', 'FAILED'];
