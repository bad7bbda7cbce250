/** A file taken into the bundle as text; the suffix keeps the compiler from reading a script of the page as a module. */
declare module '*?text' {
  const text: string
  export default text
}
