import type { Catalogue, Market } from '../../../../lib/exchanges/model/market.ts';
import { parseExact } from '../../../../lib/exchanges/wire/exact-json.ts';
import type { WireProtocol } from '../../../../lib/exchanges/wire/market-wire.ts';
import {
  type Json,
  optionalText,
  requiredDecimal,
  requiredList,
  requiredText,
} from '../../../../lib/exchanges/wire/readers.ts';
import type { Transport } from '../../../../lib/exchanges/wire/transport.ts';

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
  const markets = requiredList(title, json, 'data').map((row) => marketFrom(title, row));
  const codes = [...new Set(markets.flatMap(({ base, quote }) => [base, quote]))];
  const assets = codes.map((code) => ({ id: code, code, step: '0.00000001' }));
  return { loadedAt: Date.now(), markets, refused: [], assets, codesByAlias: {} };
}

function marketFrom(title: string, row: Json): Market {
  const [base, quote] = [requiredText(title, row, 'base'), requiredText(title, row, 'quote')];
  const contractSize = optionalText(row.contractSize);
  return {
    id: requiredText(title, row, 'id'),
    symbol: contractSize === null ? `${base}/${quote}` : `${base}/${quote}:${quote}`,
    aliases: [],
    base,
    quote,
    settle: contractSize === null ? null : quote,
    priceStep: requiredDecimal(title, row, 'priceStep'),
    quantityStep: requiredDecimal(title, row, 'quantityStep'),
    minQuantity: requiredDecimal(title, row, 'minQuantity'),
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
