import { z } from '@hono/zod-openapi'

/** The rules of booking, of the business or of one service. */
export const rules = z.object({
  stepMinutes: z.number().int().min(5).max(240),
  noticeMinutes: z.number().int().min(0).max(43_200),
  windowDays: z.number().int().min(1).max(365),
  holdMinutes: z.number().int().min(1).max(120),
  cancelHours: z.number().int().min(0).max(336),
  remindHours: z.array(z.number().int().min(1).max(168)).max(4).readonly(),
})
