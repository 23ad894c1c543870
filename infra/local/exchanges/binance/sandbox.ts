/**
 * Made-up credentials of the sandbox customer: 64 characters each, as Binance makes them. The credentials open nothing outside the
 * simulators.
 */
export const sandbox = {
  customer: 'sandbox',
  apiKey: 'SANDBOXbinance000000000000000000000000000000000000000000000kEy01',
  secret: 'SANDBOXbinanceSecretThatOpensNothingOutsideTheSimulators00000001',
  /** A key of the same customer that may withdraw: registrations refuse or mark such a key. */
  withdrawal: {
    apiKey: 'SANDBOXbinance000000000000000000000000000000000000000000000kEy02',
    secret: 'SANDBOXbinanceSecretThatOpensNothingOutsideTheSimulators00000002',
  },
} as const;
