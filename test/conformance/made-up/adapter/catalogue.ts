import type { Catalogue, Market } from '../../../../lib/exchanges/model/market.ts';
import { parseExact } from '../../../../lib/exchanges/wire/exact-json.ts';
import type { WireProtocol } from '../../../../lib/exchanges/wire/market-wire.ts';
import { type Json, positive, requiredList, requiredText } from '../../../../lib/exchanges/wire/readers.ts';
import { MalformedResponse } from '../../../../lib/exchanges/wire/refusals.ts';
import { namedRows } from '../../../../lib/exchanges/wire/told-rows.ts';
import type { Transport } from '../../../../lib/exchanges/wire/transport.ts';
import { symbolFromName } from './symbols.ts';

/** The instruments of one market, from the exchange's public list. */
export async function loadInstruments(
  name: 'spot' | 'swap',
  title: string,
  origin: string,
  transport: Transport,
  verifyAnswer: WireProtocol['verifyAnswer'],
): Promise<Catalogue> {
  const { status, body } = await transport({ url: `${origin}/v1/instruments?market=${name}`, method: 'GET' });
  const json = parseExact(body);
  verifyAnswer({ status, json });
  const [rows, unread] = namedRows(requiredList(title, json, 'data'), 'id');
  const markets = rows.map((row) => readableMarket(name, title, row)).filter((market) => market !== null);
  const unreadable = rows.flatMap((row) =>
    readableMarket(name, title, row) === null ? requiredText(title, row, 'id') : [],
  );
  const refused = unreadable.map((id) => ({ symbol: symbolFromName(id), ids: [id] }));
  const codes = [...new Set(markets.flatMap(({ base, quote }) => [base, quote]))];
  const assets = codes.map((code) => ({ id: code, code, step: '0.00000001' }));
  return { loadedAt: Date.now(), markets, refused, unread, assets, codesByAlias: {} };
}

/** Null for a market that cannot be read: a contract without a size is no contract of one coin. */
function readableMarket(name: 'spot' | 'swap', title: string, row: Json): Market | null {
  try {
    return marketFrom(name, title, row);
  } catch (error) {
    if (error instanceof MalformedResponse) return null;
    throw error;
  }
}

function requiredStep(title: string, value: unknown): string {
  const step = positive(value);
  if (step === null) throw new MalformedResponse(title, 200);
  return step;
}

function marketFrom(name: 'spot' | 'swap', title: string, row: Json): Market {
  const [base, quote] = [requiredText(title, row, 'base'), requiredText(title, row, 'quote')];
  const contractSize = name === 'spot' ? null : requiredStep(title, row.contractSize);
  return {
    id: requiredText(title, row, 'id'),
    symbol: contractSize === null ? `${base}/${quote}` : `${base}/${quote}:${quote}`,
    aliases: [],
    base,
    quote,
    settle: contractSize === null ? null : quote,
    priceStep: requiredStep(title, row.priceStep),
    quantityStep: requiredStep(title, row.quantityStep),
    minQuantity: positive(row.minQuantity),
    minCost: null,
    takerFee: '0.0005',
    makerFee: '0.0005',
    contractSize: contractSize ?? '1',
    inverse: false,
    marginLevels: [],
    expiresAt: null,
    status: row.open === true ? 'open' : 'closed',
  };
}
