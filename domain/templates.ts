import type { Template } from './template.ts'
import { autoservice } from './templates/autoservice.ts'
import { barbershop } from './templates/barbershop.ts'
import { clinic } from './templates/clinic.ts'
import { fitness } from './templates/fitness.ts'
import { salon } from './templates/salon.ts'

/** The ready businesses by the value of `BUSINESS_TEMPLATE`. */
export const TEMPLATES: Record<Template['key'], Template> = { salon, barbershop, clinic, fitness, autoservice }
