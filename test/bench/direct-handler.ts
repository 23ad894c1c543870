/**
 * The order as users write it today, to compare with: one Lambda handler over `import ccxt from 'ccxt'`. The keys lie
 * in the table, sealed by KMS; every call opens them and makes an exchange of its own.
 */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import ccxt from 'ccxt';

const table = new DynamoDBClient();
const kms = new KMSClient();

type Settings = { readonly apiKey: string; readonly secret: string; readonly enableRateLimit?: boolean };

/** The classes of CCXT, told where the simulators are. */
const exchanges = {
  kraken(settings: Settings) {
    const origin = process.env.OEMS_KRAKEN_SPOT_URL;
    return new ccxt.kraken({ ...settings, urls: { api: { public: origin, private: origin } } });
  },
  /** The lists of spot alone: as it comes, CCXT asks for futures, COIN-M, wallets and margin pairs too. */
  binance(settings: Settings) {
    const lists = { fetchMarkets: { types: ['spot'] }, fetchCurrencies: false, fetchMargins: false };
    const exchange = new ccxt.binance({ ...settings, options: lists });
    const api = exchange.urls.api as Record<string, string>;
    for (const [name, url] of Object.entries(api))
      api[name] = url.replace('https://api.binance.com', process.env.OEMS_BINANCE_SPOT_URL ?? '');
    return exchange;
  },
  bybit(settings: Settings) {
    const url = process.env.OEMS_BYBIT_URL;
    return new ccxt.bybit({
      ...settings,
      urls: { api: { spot: url, futures: url, v2: url, public: url, private: url } },
    });
  },
};

export async function handler(event: { readonly body: string }): Promise<{ statusCode: number; body: string }> {
  const { exchange_account_id, symbol, order_type, side, quantity, price } = JSON.parse(event.body);
  const key = { pk: { S: `DIRECT#${exchange_account_id}` }, sk: { S: 'KEYS' } };
  const { Item } = await table.send(new GetItemCommand({ TableName: process.env.OEMS_TABLE, Key: key }));
  const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob: Item?.sealed?.B }));
  const { apiKey, secret } = JSON.parse(Buffer.from(Plaintext ?? []).toString());
  const throttle = process.env.THROTTLE === 'off' ? { enableRateLimit: false } : {};
  const open = exchanges[process.env.DIRECT_EXCHANGE as keyof typeof exchanges];
  const exchange = open({ apiKey, secret, ...throttle });
  const limit = price === undefined ? undefined : Number(price);
  const order = await exchange.createOrder(symbol, order_type, side, Number(quantity), limit);
  return { statusCode: 200, body: JSON.stringify(order) };
}
