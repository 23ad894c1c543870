/**
 * Made-up credentials of the sandbox customer, in Bybit's formats (key 18 characters, secret 36).
 * They open nothing outside the simulators and are printed to users.
 */
export const sandbox = {
  customer: 'sandbox',
  key: { apiKey: 'SANDBOXbybitkEy001', secret: 'SANDBOXsecretOpensNothingOutside0001' },
  /** A key of the same customer that may withdraw: reported by the key check. */
  withdrawal: { apiKey: 'SANDBOXbybitkEy002', secret: 'SANDBOXsecretOpensNothingOutside0002' },
} as const;
