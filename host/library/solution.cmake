# Writes a .cl file and the tuned values into a C file:
# cmake -D ROOT=... -D FILE=solutions/04_matmul.cl -D TUNED=solutions/tuned.json -D OUTPUT=... -P
function(read_bytes file result)
    file(READ ${ROOT}/${file} bytes HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    set(${result} "${bytes}0" PARENT_SCOPE)
endfunction()

read_bytes(${FILE} text)
read_bytes(${TUNED} tuned)
file(WRITE ${OUTPUT}
     "#include \"solution.h\"\n\n"
     "const char solution_name[] = \"${FILE}\";\n"
     "const char solution_text[] = {${text}};\n"
     "const char solution_tuned[] = {${tuned}};\n")
