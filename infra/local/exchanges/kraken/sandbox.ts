/**
 * Made-up credentials of the sandbox customer, in the exchanges' formats (key 56 characters, secret base64 of 64 bytes).
 * They open nothing outside the simulators and are printed to users.
 */
export const sandbox = {
  customer: 'sandbox',
  spot: {
    apiKey: 'SANDBOXspot0000000000000000000000000000000000000000kEy01',
    secret: 'U0FOREJPWC1zcG90LXNlY3JldC1vcGVucy1ub3RoaW5nLW91dHNpZGUtdGhlLXNpbXVsYXRvcnMtMDAwMDAwMA==',
  },
  futures: {
    apiKey: 'SANDBOXfutures/00000000000000000000000000000000000kEy01=',
    secret: 'U0FOREJPWC1mdXR1cmVzLXNlY3JldC1vcGVucy1ub3RoaW5nLW91dHNpZGUtdGhlLXNpbXVsYXRvcnMtMDAwMA==',
  },
  /** A futures key of the same customer with withdrawal access: money leaves the futures wallet with this key alone. */
  withdrawal: {
    apiKey: 'SANDBOXfutures/00000000000000000000000000000000000kEy02=',
    secret: 'U0FOREJPWC1mdXR1cmVzLXNlY3JldC10aGF0LXdpdGhkcmF3cy1pbi10aGUtc2ltdWxhdG9ycy1hbG9uZS0wMDAwMA==',
  },
} as const;
