export async function handler(event: unknown) {
  return { event, table: process.env.OEMS_TABLE };
}
