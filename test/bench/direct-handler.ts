/**
 * The order as users write it today, to compare with: one Lambda handler over `import ccxt from 'ccxt'`. The keys lie
 * in the table, sealed by KMS; every call opens them and makes an exchange of its own.
 */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import ccxt from 'ccxt';

const table = new DynamoDBClient();
const kms = new KMSClient();

export async function handler(event: { readonly body: string }): Promise<{ statusCode: number; body: string }> {
  const { exchange_account_id, symbol, order_type, side, quantity } = JSON.parse(event.body);
  const key = { pk: { S: `DIRECT#${exchange_account_id}` }, sk: { S: 'KEYS' } };
  const { Item } = await table.send(new GetItemCommand({ TableName: process.env.OEMS_TABLE, Key: key }));
  const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob: Item?.sealed?.B }));
  const { apiKey, secret } = JSON.parse(Buffer.from(Plaintext ?? []).toString());
  const origin = process.env.OEMS_KRAKEN_SPOT_URL;
  const throttle = process.env.THROTTLE === 'off' ? { enableRateLimit: false } : {};
  const urls = { api: { public: origin, private: origin } };
  const exchange = new ccxt.kraken({ apiKey, secret, urls, ...throttle });
  const order = await exchange.createOrder(symbol, order_type, side, Number(quantity));
  return { statusCode: 200, body: JSON.stringify(order) };
}
