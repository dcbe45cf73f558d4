recipe-none = This picture was not made by a recipe. Its remixes begin from the picture itself.
recipe-no-asset = There is no such layer here, or it is not open to you. Layers that no remix uses go after a day.
recipe-too-large = This recipe is too large; { $max } KiB are the most. Simplify its paths, or merge layers into one.
recipe-no-xml = Line { $line }, column { $column }: this is not well-formed SVG. Save the recipe again and send that.
recipe-doctype = Line { $line }, column { $column }: document types, entities and instructions cannot stand in a recipe. Take them out.
recipe-element = Line { $line }, column { $column }: recipes have no element “{ $node }”. Take it out, or draw it with paths.
recipe-place = Line { $line }, column { $column }: “{ $node }” cannot stand in “{ $parent }”. Move it or take it out.
recipe-attribute = Line { $line }, column { $column }: “{ $node }” has no attribute “{ $name }” in a recipe. Take it out.
recipe-value = Line { $line }, column { $column }: “{ $name }” of “{ $node }” cannot be “{ $value }”. It can be: { $wants }
recipe-missing = Line { $line }, column { $column }: “{ $node }” needs the attribute “{ $name }”. Add it.
recipe-words = Line { $line }, column { $column }: words cannot stand in “{ $node }”. Put them into a “text”.
recipe-character = Line { $line }, column { $column }: the fonts of recipes do not have “{ $character }”. Replace it, or draw it as a path.
recipe-twice = Line { $line }, column { $column }: the id “{ $name }” is given twice. Rename one.
recipe-reference = Line { $line }, column { $column }: nothing in this recipe that can be used here is called “{ $name }”. Define it, or take the reference out.
recipe-circle = Line { $line }, column { $column }: “{ $name }” uses itself, directly or through others. Take one of the references out.
recipe-too-many = Line { $line }, column { $column }: { $what ->
    [nodes] a recipe has at most { $max } elements. Take some out, or merge layers into one.
    [depth] elements stand at most { $max } deep in each other. Ungroup some layers.
    [attributes] an element has at most { $max } attributes. Take some out.
    [segments] all paths together have at most { $max } commands. Simplify them.
    [characters] all texts together have at most { $max } characters. Shorten them.
    [images] a recipe has at most { $max } images. Merge some layers into one.
    [filters] a recipe has at most { $max } filters. Take some out.
    [steps] a filter has at most { $max } steps. Take some out.
    [stops] a gradient has at most { $max } stops. Take some out.
    [chain] at most { $max } patterns, masks and clips use each other in a row. Take some out.
   *[drawn] with every pattern, mask and clip drawn where it is used, there are more than { $max } elements. Use fewer within each other.
}
recipe-image-gone = { $image } is not here, or is not open to you. Take it out of the recipe, or put another picture in.
recipe-too-many-pixels = { $width } × { $height } pixels are too many to draw. Make the recipe smaller.
recipe-too-heavy = Drawing this takes too long or too much memory. Use fewer or smaller filters, masks, groups and images.
recipe-failed = This recipe cannot be drawn. Take out what you added last and send it again.
recipe-too-many-assets = One person holds at most { $max } layers a day. Publish or merge some, or go on tomorrow.
