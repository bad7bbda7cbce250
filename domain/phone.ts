/** «+7…34»: as much of a number as is shown to everybody. */
export const maskedPhone = (number: string): string => `${number.slice(0, 2)}…${number.slice(-2)}`
