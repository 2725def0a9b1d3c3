/**
 * The types of Open XML that burnsheet's workbooks use: what each element holds, in its order, and which attributes it
 * has. Transcribed from ECMA-376 (transitional), parts 1 and 2. An element that is not listed may not be used.
 *
 * A line is `element = children | attributes`. Children: `a` one, `a?` at most one, `a*` any number, `a+` one or more,
 * `(a|b)*` a choice, `#` text. Attributes: `a` may stand, `a!` must. `parent>element` overrides an element below one
 * parent.
 */

const val = (names: string): string =>
  names
    .split(' ')
    .map((name) => `${name} = | val!`)
    .join('\n');
const text = (names: string): string =>
  names
    .split(' ')
    .map((name) => `${name} = #`)
    .join('\n');

const spreadsheetText = `
rPr = b? i? strike? condense? extend? outline? shadow? u? vertAlign? sz? color? rFont? family? charset? scheme?
r = rPr? t
t = # | xml:space
${val('sz rFont family charset scheme vertAlign')}
${['b', 'i', 'strike', 'condense', 'extend', 'outline', 'shadow', 'u'].map((name) => `${name} = | val`).join('\n')}
color = | auto indexed rgb theme tint
`;

const types = `
Types = (Default|Override)*
Default = | Extension! ContentType!
Override = | PartName! ContentType!
`;

const relationships = `
Relationships = Relationship*
Relationship = | Id! Type! Target! TargetMode
`;

const workbook = `
workbook = fileVersion? fileSharing? workbookPr? workbookProtection? bookViews? sheets functionGroups? externalReferences? definedNames? calcPr? oleSize? customWorkbookViews? pivotCaches? extLst? | conformance
fileVersion = | appName lastEdited lowestEdited rupBuild codeName
workbookPr = | date1904 showObjects filterPrivacy backupFile codeName defaultThemeVersion
bookViews = workbookView+
workbookView = | visibility minimized showHorizontalScroll showVerticalScroll showSheetTabs xWindow yWindow windowWidth windowHeight tabRatio firstSheet activeTab
sheets = sheet+
sheet = | name! sheetId! state r:id!
definedNames = definedName+
definedName = # | name! comment localSheetId hidden
calcPr = | calcId calcMode fullCalcOnLoad refMode iterate iterateCount iterateDelta fullPrecision calcCompleted calcOnSave concurrentCalc forceFullCalc
`;

const worksheet = `
worksheet = sheetPr? dimension? sheetViews? sheetFormatPr? cols* sheetData sheetCalcPr? sheetProtection? protectedRanges? scenarios? autoFilter? sortState? dataConsolidate? customSheetViews? mergeCells? phoneticPr? conditionalFormatting* dataValidations? hyperlinks? printOptions? pageMargins? pageSetup? headerFooter? rowBreaks? colBreaks? customProperties? cellWatches? ignoredErrors? smartTags? drawing? legacyDrawing? legacyDrawingHF? picture? oleObjects? controls? webPublishItems? tableParts? extLst?
sheetPr = tabColor? outlinePr? pageSetUpPr? | syncHorizontal syncVertical syncRef transitionEvaluation transitionEntry published codeName filterMode enableFormatConditionsCalculation
tabColor = | auto indexed rgb theme tint
outlinePr = | applyStyles summaryBelow summaryRight showOutlineSymbols
pageSetUpPr = | autoPageBreaks fitToPage
dimension = | ref!
sheetViews = sheetView+
sheetView = pane? selection* pivotSelection* | windowProtection showFormulas showGridLines showRowColHeaders showZeros rightToLeft tabSelected showRuler showOutlineSymbols defaultGridColor showWhiteSpace view topLeftCell colorId zoomScale zoomScaleNormal zoomScaleSheetLayoutView zoomScalePageLayoutView workbookViewId!
pane = | xSplit ySplit topLeftCell activePane state
selection = | pane activeCell activeCellId sqref
sheetFormatPr = | baseColWidth defaultColWidth defaultRowHeight! customHeight zeroHeight thickTop thickBottom outlineLevelRow outlineLevelCol
cols = col+
col = | min! max! width style hidden bestFit customWidth phonetic outlineLevel collapsed
sheetData = row*
row = c* | r spans s customFormat ht hidden customHeight outlineLevel collapsed thickTop thickBot ph
c = f? v? is? | r s t cm vm ph
f = # | t aca ref dt2D dtr del1 del2 r1 r2 ca si bx xml:space
v = # | xml:space
sheetProtection = | sheet objects scenarios formatCells formatColumns formatRows insertColumns insertRows insertHyperlinks deleteColumns deleteRows selectLockedCells sort autoFilter pivotTables selectUnlockedCells
autoFilter = | ref
mergeCells = mergeCell+ | count
mergeCell = | ref!
conditionalFormatting = cfRule+ | pivot sqref
cfRule = formula* | type dxfId priority! stopIfTrue aboveAverage percent bottom operator text timePeriod rank stdDev equalAverage
formula = #
dataValidations = dataValidation+ | disablePrompts xWindow yWindow count
dataValidation = formula1? formula2? | type errorStyle imeMode operator allowBlank showDropDown showInputMessage showErrorMessage errorTitle error promptTitle prompt sqref!
${text('formula1 formula2')}
hyperlinks = hyperlink+
hyperlink = | ref! r:id location tooltip display
printOptions = | horizontalCentered verticalCentered headings gridLines gridLinesSet
pageMargins = | left! right! top! bottom! header! footer!
pageSetup = | paperSize scale firstPageNumber fitToWidth fitToHeight pageOrder orientation usePrinterDefaults blackAndWhite draft cellComments useFirstPageNumber errors horizontalDpi verticalDpi copies r:id
headerFooter = oddHeader? oddFooter? evenHeader? evenFooter? firstHeader? firstFooter? | differentOddEven differentFirst scaleWithDoc alignWithMargins
${text('oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter')}
rowBreaks = brk* | count manualBreakCount
colBreaks = brk* | count manualBreakCount
brk = | id min max man pt
drawing = | r:id!
legacyDrawing = | r:id!
`;

const styles = `
styleSheet = numFmts? fonts? fills? borders? cellStyleXfs? cellXfs? cellStyles? dxfs? tableStyles? colors? extLst?
numFmts = numFmt* | count
numFmt = | numFmtId! formatCode!
fonts = font* | count
font = b? i? strike? condense? extend? outline? shadow? u? vertAlign? sz? color? name? family? charset? scheme?
${['b', 'i', 'strike', 'condense', 'extend', 'outline', 'shadow', 'u'].map((name) => `${name} = | val`).join('\n')}
${val('sz name family charset scheme vertAlign')}
color = | auto indexed rgb theme tint
fills = fill* | count
fill = (patternFill|gradientFill)
patternFill = fgColor? bgColor? | patternType
fgColor = | auto indexed rgb theme tint
bgColor = | auto indexed rgb theme tint
borders = border* | count
border = start? end? left? right? top? bottom? diagonal? vertical? horizontal? | diagonalUp diagonalDown outline
${'left right top bottom diagonal vertical horizontal'
  .split(' ')
  .map((name) => `${name} = color? | style`)
  .join('\n')}
cellStyleXfs = xf+ | count
cellXfs = xf+ | count
xf = alignment? protection? extLst? | numFmtId fontId fillId borderId xfId quotePrefix pivotButton applyNumberFormat applyFont applyFill applyBorder applyAlignment applyProtection
alignment = | horizontal vertical textRotation wrapText indent relativeIndent justifyLastLine shrinkToFit readingOrder
protection = | locked hidden
cellStyles = cellStyle+ | count
cellStyle = | name xfId! builtinId iLevel hidden customBuiltin
dxfs = dxf* | count
dxf = font? numFmt? fill? alignment? border? protection?
tableStyles = tableStyle* | count defaultTableStyle defaultPivotStyle
extLst = ext*
ext = (x14:slicerStyles|x15:timelineStyles)? | uri
x14:slicerStyles = | defaultSlicerStyle!
x15:timelineStyles = | defaultTimelineStyle!
`;

const sharedStrings = `
sst = si* | count uniqueCount
si = t? r*
${spreadsheetText}
`;

const comments = `
comments = authors commentList
authors = author*
${text('author')}
commentList = comment*
comment = text | ref! authorId! guid shapeId
text = t? r*
${spreadsheetText}
`;

const core = `
cp:coreProperties = (cp:category|cp:contentStatus|dcterms:created|dc:creator|dc:description|dc:identifier|cp:keywords|dc:language|cp:lastModifiedBy|cp:lastPrinted|dcterms:modified|cp:revision|dc:subject|dc:title|cp:version)*
${text('cp:category cp:contentStatus dc:creator dc:description dc:identifier cp:keywords dc:language cp:lastModifiedBy cp:lastPrinted cp:revision dc:subject dc:title cp:version')}
dcterms:created = # | xsi:type!
dcterms:modified = # | xsi:type!
`;

const variants = `
vt:vector = (vt:variant|vt:lpstr|vt:i4)* | baseType! size!
vt:variant = (vt:lpstr|vt:i4)
${text('vt:lpstr vt:i4 vt:lpwstr vt:bool vt:r8 vt:filetime')}
`;

const appNames =
  'Template Manager Company Pages Words Characters PresentationFormat Lines Paragraphs Slides Notes TotalTime HiddenSlides MMClips ScaleCrop LinksUpToDate CharactersWithSpaces SharedDoc HyperlinkBase HyperlinksChanged Application AppVersion DocSecurity';

const app = `
Properties = (HeadingPairs|TitlesOfParts|${appNames.replaceAll(' ', '|')})*
${text(appNames)}
HeadingPairs = vt:vector
TitlesOfParts = vt:vector
${variants}
`;

const custom = `
Properties = property*
property = (vt:lpwstr|vt:lpstr|vt:i4|vt:bool|vt:r8|vt:filetime) | fmtid! pid! name! linkTarget
${variants}
`;

const drawingText = `
a:bodyPr = | rot vert wrap lIns tIns rIns bIns anchor anchorCtr
a:lstStyle =
a:p = a:pPr? (a:r|a:br|a:fld)* a:endParaRPr?
a:pPr = a:defRPr? | algn lvl
a:r = a:rPr? a:t
a:t = #
a:endParaRPr = a:ln? (a:noFill|a:solidFill)? a:latin? a:ea? a:cs? a:sym? | lang sz b i
a:rPr = a:ln? (a:noFill|a:solidFill)? a:latin? a:ea? a:cs? a:sym? | lang sz b i
a:defRPr = a:ln? (a:noFill|a:solidFill)? a:latin? a:ea? a:cs? a:sym? | lang sz b i
a:latin = | typeface! panose
a:ea = | typeface! panose
a:cs = | typeface! panose
a:noFill =
a:solidFill = (a:srgbClr|a:schemeClr)?
a:srgbClr = (a:alpha|a:lumMod|a:lumOff)* | val!
a:schemeClr = (a:alpha|a:lumMod|a:lumOff)* | val!
${val('a:alpha a:lumMod a:lumOff a:prstDash')}
a:ln = (a:noFill|a:solidFill)? a:prstDash? (a:round|a:bevel|a:miter)? | w cap cmpd algn
a:round =
`;

const drawing = `
xdr:wsDr = (xdr:twoCellAnchor|xdr:oneCellAnchor|xdr:absoluteAnchor)*
xdr:twoCellAnchor = xdr:from xdr:to (xdr:sp|xdr:grpSp|xdr:graphicFrame|xdr:cxnSp|xdr:pic|xdr:contentPart) xdr:clientData | editAs
xdr:from = xdr:col xdr:colOff xdr:row xdr:rowOff
xdr:to = xdr:col xdr:colOff xdr:row xdr:rowOff
${text('xdr:col xdr:colOff xdr:row xdr:rowOff')}
xdr:graphicFrame = xdr:nvGraphicFramePr xdr:xfrm a:graphic | macro fPublished
xdr:nvGraphicFramePr = xdr:cNvPr xdr:cNvGraphicFramePr
xdr:cNvPr = | id! name! descr hidden title
xdr:cNvGraphicFramePr =
xdr:xfrm = a:off? a:ext? | rot flipH flipV
a:off = | x! y!
a:ext = | cx! cy!
a:graphic = a:graphicData
a:graphicData = c:chart | uri!
c:chart = | r:id!
xdr:clientData = | fLocksWithSheet fPrintsWithSheet
`;

const seriesStart = 'c:idx c:order c:tx? c:spPr?';
const labels =
  'c:numFmt? c:spPr? c:txPr? c:dLblPos? c:showLegendKey? c:showVal? c:showCatName? c:showSerName? c:showPercent? c:showBubbleSize? c:separator?';
const axisStart =
  'c:axId c:scaling c:delete? c:axPos c:majorGridlines? c:minorGridlines? c:title? c:numFmt? c:majorTickMark? c:minorTickMark? c:tickLblPos? c:spPr? c:txPr? c:crossAx (c:crosses|c:crossesAt)?';

const chart = `
c:chartSpace = c:date1904? c:lang? c:roundedCorners? c:style? c:clrMapOvr? c:pivotSource? c:protection? c:chart c:spPr? c:txPr? c:externalData? c:printSettings? c:userShapes?
c:chart = c:title? c:autoTitleDeleted? c:pivotFmts? c:view3D? c:floor? c:sideWall? c:backWall? c:plotArea c:legend? c:plotVisOnly? c:dispBlanksAs?
c:title = c:tx? c:layout? c:overlay? c:spPr? c:txPr?
c:tx = (c:rich|c:strRef)
c:ser>c:tx = (c:strRef|c:v)
c:rich = a:bodyPr a:lstStyle? a:p+
c:txPr = a:bodyPr a:lstStyle? a:p+
c:plotArea = c:layout? (c:areaChart|c:lineChart|c:barChart|c:pieChart|c:scatterChart)+ (c:valAx|c:catAx|c:dateAx|c:serAx)* c:dTable? c:spPr?
c:layout = c:manualLayout?
c:manualLayout = c:layoutTarget? c:xMode? c:yMode? c:wMode? c:hMode? c:x? c:y? c:w? c:h?
c:lineChart = c:grouping c:varyColors? c:ser* c:dLbls? c:dropLines? c:hiLowLines? c:upDownBars? c:marker? c:smooth? c:axId c:axId
c:barChart = c:barDir c:grouping? c:varyColors? c:ser* c:dLbls? c:gapWidth? c:overlap? c:serLines* c:axId c:axId
c:lineChart>c:ser = ${seriesStart} c:marker? c:dPt* c:dLbls? c:trendline* c:errBars? c:cat? c:val? c:smooth?
c:barChart>c:ser = ${seriesStart} c:invertIfNegative? c:pictureOptions? c:dPt* c:dLbls? c:trendline* c:errBars? c:cat? c:val? c:shape?
c:ser>c:marker = c:symbol? c:size? c:spPr?
c:lineChart>c:marker = | val
c:dPt = c:idx c:invertIfNegative? c:marker? c:bubble3D? c:explosion? c:spPr?
c:dLbls = c:dLbl* (c:delete|c:numFmt)? ${labels.replace('c:numFmt? ', '')} c:showLeaderLines?
c:dLbl = c:idx c:delete? c:layout? c:tx? ${labels}
c:cat = (c:multiLvlStrRef|c:numRef|c:numLit|c:strRef|c:strLit)
c:val = (c:numRef|c:numLit)
c:strRef = c:f c:strCache?
c:numRef = c:f c:numCache?
c:strCache = c:ptCount? c:pt*
c:numCache = c:formatCode? c:ptCount? c:pt*
c:pt = c:v | idx! formatCode
${text('c:f c:v c:formatCode c:separator')}
c:catAx = ${axisStart} c:auto? c:lblAlgn? c:lblOffset? c:tickLblSkip? c:tickMarkSkip? c:noMultiLvlLbl?
c:valAx = ${axisStart} c:crossBetween? c:majorUnit? c:minorUnit? c:dispUnits?
c:dateAx = ${axisStart} c:auto? c:lblOffset? c:baseTimeUnit? c:majorUnit? c:majorTimeUnit? c:minorUnit? c:minorTimeUnit?
c:scaling = c:logBase? c:orientation? c:max? c:min?
c:majorGridlines = c:spPr?
c:numFmt = | formatCode! sourceLinked
c:legend = c:legendPos? c:legendEntry* c:layout? c:overlay? c:spPr? c:txPr?
c:legendEntry = c:idx (c:delete|c:txPr)
c:spPr = (a:noFill|a:solidFill)? a:ln?
${val('c:date1904 c:lang c:roundedCorners c:autoTitleDeleted c:overlay c:grouping c:varyColors c:idx c:order c:ptCount c:smooth c:axId c:delete c:axPos c:majorTickMark c:minorTickMark c:tickLblPos c:crossAx c:crosses c:crossesAt c:auto c:lblAlgn c:lblOffset c:tickLblSkip c:tickMarkSkip c:noMultiLvlLbl c:crossBetween c:legendPos c:plotVisOnly c:dispBlanksAs c:barDir c:invertIfNegative c:gapWidth c:overlap c:symbol c:size c:dLblPos c:showLegendKey c:showVal c:showCatName c:showSerName c:showPercent c:showBubbleSize c:orientation c:max c:min c:x c:y c:w c:h c:layoutTarget c:xMode c:yMode c:wMode c:hMode c:majorUnit c:minorUnit c:baseTimeUnit')}
${drawingText}
`;

const customItem = `
ds:datastoreItem = ds:schemaRefs? | ds:itemID!
ds:schemaRefs = ds:schemaRef*
ds:schemaRef = | ds:uri!
`;

export interface ElementType {
  /** The names of the children, each followed by a blank, match this. */
  readonly children: RegExp;
  readonly holdsText: boolean;
  readonly attributes: ReadonlySet<string>;
  readonly required: readonly string[];
}

export type ElementTypes = ReadonlyMap<string, ElementType>;

/** `a? (b|c)*` becomes an expression over `a b c `: blanks go first, because each name brings its own. */
function pattern(children: string): RegExp {
  const named = children.replace(/[^\s()|?*+#]+/g, '<$&>').replace(/[\s#]/g, '');
  return new RegExp(`^(?:${named.replaceAll('<', '(?:').replaceAll('>', ' )')})$`);
}

/** A bar within a choice has no blank before it; the bar before the attributes has one. */
function typeOf(line: string): readonly [string, ElementType] {
  const [, name = '', children = '', attributes = ''] = /^(\S+) =(.*?)(?: \|([^|]*))?$/.exec(line.trimEnd()) ?? [];
  const words = attributes.split(' ').filter((word) => word !== '');
  return [
    name,
    {
      children: pattern(children),
      holdsText: children.includes('#'),
      attributes: new Set(words.map((word) => word.replace('!', ''))),
      required: words.filter((word) => word.endsWith('!')).map((word) => word.slice(0, -1)),
    },
  ];
}

function table(lines: string): ElementTypes {
  return new Map(
    lines
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(typeOf),
  );
}

/** The table of a part, by its content type; parts of other types are not looked into. */
export const tables: Readonly<Record<string, ElementTypes>> = {
  'application/vnd.openxmlformats-package.relationships+xml': table(relationships),
  'application/vnd.openxmlformats-package.core-properties+xml': table(core),
  'application/vnd.openxmlformats-officedocument.extended-properties+xml': table(app),
  'application/vnd.openxmlformats-officedocument.custom-properties+xml': table(custom),
  'application/vnd.openxmlformats-officedocument.customXmlProperties+xml': table(customItem),
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml': table(workbook),
  'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml': table(worksheet),
  'application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml': table(styles),
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml': table(sharedStrings),
  'application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml': table(comments),
  'application/vnd.openxmlformats-officedocument.drawing+xml': table(drawing),
  'application/vnd.openxmlformats-officedocument.drawingml.chart+xml': table(chart),
};

/** The table of `[Content_Types].xml`, which has no content type itself. */
export const contentTypesTable: ElementTypes = table(types);
