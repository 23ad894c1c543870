import * as z from 'zod';
import { described } from './fields.ts';

const mostIds = 50;

/** Ids in one query value, parted by commas: API Gateway joins a repeated parameter with commas. Each id once, in the order given. */
export function idList(item: z.ZodString, description: string) {
  return described(
    z.string().transform((text, context) => {
      const ids = [...new Set(text.split(','))];
      if (ids.length > mostIds) context.addIssue({ code: 'custom', message: `must be at most ${mostIds} ids` });
      const fault = ids.map((id) => item.safeParse(id)).find(({ success }) => !success)?.error?.issues[0]?.message;
      if (fault !== undefined) context.addIssue({ code: 'custom', message: `each ${fault}` });
      return ids;
    }),
    {
      type: 'array',
      items: z.toJSONSchema(item),
      minItems: 1,
      maxItems: mostIds,
      description: `${description}, at most ${mostIds}: parted by commas, or as a repeated parameter`,
    },
  );
}
